"""Nothing that one customer writes is ever seen by another, nothing internal by any: a bounded walk."""

from walk import walk


async def test_no_word_crosses_between_customers_or_from_staff_to_them():
    walked = await walk(seed=11, count=1_500, seconds=30)
    assert walked.steps.total() > 50, walked.told()
    assert walked.tickets > 0 and walked.canaries > 20, walked.told()
