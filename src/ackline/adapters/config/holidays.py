"""Public holidays by country, as the plain dates that a business calendar leaves out."""

from collections.abc import Iterable
from datetime import date

import holidays


def public_holidays(
    country: str,
    *,
    subdivision: str | None = None,
    years: range,
    categories: Iterable[str] = ("public",),
    observed: bool = True,
    extra: Iterable[date] = (),
    removed: Iterable[date] = (),
) -> frozenset[date]:
    """The public holidays of these years and of the ones on either side, plus `extra`, less `removed`.

    `country` is an ISO 3166-1 code, `subdivision` a code of its states or regions. With `observed` a holiday on a
    weekend is there twice, on its date and on the day off given for it, which may be in the year before (New Year
    2022 was observed on 31 December 2021): hence the neighbours. Those of "US" are the federal ones (5 U.S.C. 6103).
    Raises ValueError, with the mend, for what can't be looked up.
    """
    if not years:
        raise ValueError("no years to look up holidays for: give at least one")
    supported = holidays.list_supported_countries()
    if country not in supported:
        raise ValueError(
            f"holidays of {country!r} are not known: write an ISO 3166 country code in capitals, such as US or DE, "
            "or leave the country out and list the dates as extra"
        )
    asked = tuple(categories)
    try:
        found = holidays.country_holidays(
            country,
            subdiv=subdivision,
            # Asked with `in`, the library would add the years it meets, and only those.
            expand=False,
            years=range(min(years) - 1, max(years) + 2),
            observed=observed,
            categories=asked,
        )
    except NotImplementedError:
        raise ValueError(
            f"{country} has no subdivision {subdivision!r}: write one of {', '.join(supported[country]) or 'none'}"
        ) from None
    except ValueError:
        known = holidays.country_holidays(country).supported_categories
        raise ValueError(
            f"{country} has no such categories of holidays ({', '.join(asked)}): write some of {', '.join(known)}"
        ) from None
    return (frozenset(found) - frozenset(removed)) | frozenset(extra)
