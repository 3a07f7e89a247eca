"""The vocabulary of `looks_critical`: signs of trouble, and the words that take a sign back.

Each table is data: alternatives stand between ` | `, match whole words in any case on text whose blanks are single,
and repeat nothing without a bound. English, with a few German, French and Spanish signs.
"""

import re


def _words(alternatives: str) -> re.Pattern[str]:
    each = "|".join(re.sub(r"\n\s*", "", one) for one in re.split(r" \|\s+", alternatives.strip()))
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE)


TROUBLE = _words(r"""
    down | outage | fail(?:s|ed|ing|ures?)? | bro?e?ke?n | broke | breaks | borked | nuked | wiped | dead |
    dying | dies | died | impossible | overwritten | orphaned | (?:keeps )?restarting | running wild | growing |
    climbing | does nothing | 0/\d+ | zero of | stuck | gone | halt\w* | cut off | disconnected | degraded |
    removed | (?:extremely|very|unbearably) slow | empty | nicht | ran (?:a )?(?:destroy|delete) |
    4(?:0[134]|29)s? | not found | not (?:start|load|boot|mount|run|come|sync|work|respond|open)(?:s|ing)? |
    stop(?:p?ed|s) | stands? still | standing still | frozen | freez\w+ | hang(?:s|ing)? | hung | time-?outs? |
    times? out | timing out | \w*crash\w* | panic\w* | errors? | 5\d\ds? | 5xx | unavailable | unreachable |
    unresponsive | unusable | offline | blocked | locked out | lost | losing | dropped | deleted | deleting |
    destroy(?:s|ed|ing) | disappeared | vanished | missing | corrupt\w* | read-?\s?only | reject\w* | refus\w+ |
    on fire | blank | expired | dark | zero nodes | tainted | accessdenied |
    not (?:responding|reachable|working|available|accessible) | no (?:service|targets|one|nodes?) |
    (?:can't|cannot|can not|cant|unable|not able|doesn't|does not|don't|isn't|aren't|is not|are not|won't|
        hasn't|has not|didn't|did not) | garbage | fall(?:s|ing)? over | stale | queued
""")
# Trouble that is everyday without anything beside it: "the importer shows an error" wakes nobody.
EVERYDAY = _words(r"""
    errors? | slow | (?:extremely|very|unbearably) slow | empty | 4(?:0[134]|29)s? | not found | missing | blank |
    stale | queued | removed | dropped | reject\w* | refus\w+ | time-?outs? | times? out | timing out | expired |
    fail(?:s|ed|ing|ures?)? | broken | stuck | blocked | breaks
""")
WIDE = _words(r"""
    all | every | each | entire | entier | whole | everything(?:'s)? | everyone | everybody | everywhere |
    anyone else | anywhere | anything | any of | nobody | no ?one | none | nothing | not (?:\w+ )?a single |
    n't (?:\w+ )?a single | both | either | multiple | several | (?:9\d|100) ?(?:%|percent) | tenants? |
    customers | users | clients | company | offices | alle | nothing but | fleet | site | website | checkout |
    factory | plant | hospitals? | payroll | hotfix | payments? | stores | shops | half of
""")
PRODUCTION = _words(r"""
    prod | prod-\w+ | produc?t?ion\w* | prodcution | produciton | prodution | productive system | live
""")
STRONG = (
    (
        "says it is down",
        _words(r"""
        (?:is|are|am|was|were|went|goes|going|been|be|it's|all|still|again|completely|totall?y|fully|hard|now|
            prod\w*|system|cluster|platform|service|api|site|website|everything|ui|servers?|backends?|nodes?|
            too) (?:all |still |completely |totall?y |fully |hard |now |currently |both )?down(?! (?:to|from|
            for an? |by|on|\d|\w+ ?%|the|as well as|a (?:lot|bit|little))) | (?:is|are) (?:\w+ ){1,3}down |
        down again | down for (?:everyone|all|us) | downtime | offline
    """),
    ),
    (
        "outage",
        _words(r"""
        outage | unreachable | unresponsive | dumpster fire | nothing works | nothing is working | lost quorum |
        io hang\w* | i/o hang\w* | (?:cannot|can't) reach | not reachable |
        (?:live|ongoing|major|active) incident | incident ongoing | having an incident |
        failover (?:\w+ ){0,4}(?:did not|didn't|failed) |
        (?:region|cluster|platform|account|site|app|api|ui|system|login|service|database|db|ingest\w*|pipelines|
            filesystem|primary) (?:is|are|seems?) (?:\w+ )?(?:dead|broken|gone|lost|hung|frozen|unusable|
            failing|unavailable) | (?:not|\w+n't) (?:come|coming) (?:back|up) |
        no (?:reads?|writes?|i/?o|traffic|recovery) | sev-? ?1 ongoing |
        have an? (?:p1|sev-? ?1|critical (?:issue|incident|outage)) | went offline | en panne | ausfall |
        nicht erreichbar | ne (?:fonctionne|marche) (?:pas|plus) | no funciona | steht still |
        produktion steht | caíd[ao] | hors service | kaputt
    """),
    ),
    (
        "data at risk",
        _words(r"""
        data loss | lost (?:\w+ )?data | data (?:was|is|got|were) (?:lost|gone) | corrupt(?:ion|ed) |
        data protection | state (?:file )?\w* ?(?:is |was )?(?:gone|lost|disappeared) | datenverlust |
        checksums? | rebuild isn't |
        (?:mounts|stacks|states?|files|records|volumes|snapshots|buckets|directories|secrets|backups|
            tables) (?:\w+ ){0,2}(?:gone|deleted|lost|missing|wiped|vanished) | wiped | nuked | disappeared |
        missing entirely
    """),
    ),
    (
        "security",
        _words(r"""
        breach\w* | compromised | ransomware | hacked | leaked | privilege escalation | security incident |
        (?:an)?other (?:customer|tenant|company|organi[sz]ation)(?:'?s)? |
        different (?:company|customer|tenant) | unknown ip | is public | posted in a public | intruder |
        exposed | (?:somebody|someone) else's | outside (?:of )?our (?:org\w*|company|account) |
        unauthori[sz]ed access
    """),
    ),
    (
        "nobody can work",
        _words(r"""
        locked out |
        nothing (?:picks|starts|runs|moves|loads|responds|gets|goes|boots|mounts|connects|syncs|deploys|answers|
            arrives) |
        (?:nobody|no ?one|none) (?:\w+ ){0,5}can (?:even )?(?:log|sign|access|connect|work|deploy|merge|reach|
            open|use|get in) |
        none of (?:our|the) (?:\w+ ){1,2}(?:fires?|starts?|works?|runs?|responds?|loads?|connects?|arrives?) |
        no (?:\w+ ){1,3}is possible
    """),
    ),
    (
        "costs money or customers",
        _words(r"""
        losing (?:\S+ ){0,3}(?:money|revenue|\d+k|an hour) |
        customers are (?:\w+ )?(?:noticing|seeing|getting|complaining) |
        customers (?:get|can't|cannot|complain) | no workaround | workaround ?: none |
        impact ?: (?:all|every\w*|full|total|complete) | sla .{0,20}at risk | completely blocked
    """),
    ),
    (
        "urgent words",
        _words(r"""
        urgent(?:ly)? | emergency | immediately | right (?:now|away) | highest priority | who is on call |
        (?:call|phone|ring) (?:me|us) | on a (?:call|bridge) | on the bridge |
        page (?:whoever|someone|somebody) | a\.?s\.?a\.?p | anyone there | help(?=!) | as we speak | dringend |
        sofort | urgente? | sos | (?:severity|priority|prio) ?: ?(?:critical|urgent|blocker|p1|sev-? ?1|1)
    """),
    ),
    ("alarm emoji", re.compile(r"🚨|🆘|:rotating_light:|:sos:")),
)
DEADLINE = _words(r"""
    in (?:\d+|an|one|two|half an) (?:min\w*|hours?) | due (?:at|in) | runs at \d+
""")
IDIOMS = re.compile(
    r"\b(?:drop|trickle|count|shut|break|mark|scroll|write|slow|scale|calm|narrow|tear|step|top|nail|track|note|cool)"
    r"(?:s|ed|ing|ting|ling)?[ -]?(?:\w+ )?down\b|\bdown(?:load|stream|grade|side|ward|size)\w*|\bup and down\b"
    r"|\b(?:outage|incident) (?:pages?|reports?|notices?|windows?|banners?)\b|\bdown the (?:line|road|list)\b",
    re.IGNORECASE,
)
HYPOTHETICAL = _words(r"""
    if | whether | in case | should (?:the|we|i|a) | would | could (?:we|i) | suppose | pretend\w* |
    simulat\w+ | exercise | game day | risk of | is there (?:an? |any )?(?:down\w*|data loss|outage) |
    protect\w* | prevent\w* | how (?:do|does|can|would|should) (?:i mark|you|we|i protect|your|the) |
    how would | what (?:happens|would|is your|is the|are|does) | what's the | which | who do i | can (?:we|i) |
    may we | do you (?:offer|have|support) | does (?:your|the|it|this) | policy | alerts? (?:when|whenever) |
    feature request | (?:new|this|the) feature(?! store) | docs? | documentation | runbook |
    (?:planned|scheduled|during \w+) maintenance | how (?:you|to) | where (?:to|can i) |
    plan(?:ned|ning)?(?: to)? | next (?:week|month|sprint|\w+day) | like to | question
""")
PAST = _words(r"""
    last (?:week|month|quarter|year|\w+day)'?s? | yesterday | post-?\s?mortem | rca | root cause | history |
    in (?:january|february|march|april|may|june|july|august|september|october|november|december) |
    the other day | (?:was|were) (?:caused|fixed|solved|resolved) | twice | once | from time to time | got one |
    credits | review | report
""")
PRESENT = _words(r"""
    since | still | again | now | right now
""")
TEST_SYSTEM = _words(r"""
    staging | dev | development | tests? | testing | qa | sandbox | demo | lab | poc | uat | pre-?prod |
    playground | trial
""")
OTHERS = _words(r"""
    (?:github|gitlab|bitbucket|aws|azure|gcp|cloudflare|okta|coffee machine|brain|usage|cpu|latency|
        costs?)(?: [\w-]+)? (?:is|are|has|have|had|seems?|went|goes)
""")
DENIED = _words(r"""
    (?:no|not an?|isn't an?|without) (?:outage|incident|emergency|p1|data loss) | not (?:urgent|critical|down) |
    isn't (?:urgent|critical|down) | nothing (?:is )?(?:broken|down|urgent|critical|serious) | not just
""")
CALM = _words(r"""
    not (?:\w+ )?urgent | no (?:rush|hurry|impact|action needed|effect) | low prio\w* | whenever you |
    when (?:you have|there's) time | false alarm | please ignore | (?:just|so|you can) ignore | ignore my |
    never ?mind | cosmetic | prod\w* (?:is |are )?(?:\w+ )?(?:fine|ok|unaffected|not affected) |
    we were not affected | nothing to do for you | (?:we )?have a workaround | retry worked | re-?run helps |
    just (?:a question|reporting) | don't see any effect | can be looked at tomorrow
""")
SETTLED = _words(r"""
    (?<!not )(?<!n't )(?<!be )(?<!yet )(?:(?:re)?solved|recovered) | (?:is|are) (?:back|over) |
    work(?:s|ing) (?:now|again) | all good | we fixed | was fixed | closing | close (?:it|this) |
    (?:incident|ticket|issue) (?:is )?closed | rebuilt | completed | since then ok
""")
SMALL = _words(r"""
    one | two | single | my | for me | i | i'd | i'm | colleagues? | new joiner | some\w* | minor | small | slight\w* |
    a (?:bit|little) | flaky | occasional\w* | intermittent\w* | typo | tooltips? | button | pages? | label |
    sidebar | harmless | local\w* | warnings? | links? | example | old | drive | snapshots? | pr | check |
    always | webinar | log | meaning | license | certificate | logo | scheduled
""")
BUSINESS = _words(r"""
    invoice | billing | contract | finance | purchase order | po number | quote | dark mode
""")
PRAISE = _words(r"""
    thanks? | thank you | amazing | great | wow | awesome | congrat\w* | love | happy
""")
