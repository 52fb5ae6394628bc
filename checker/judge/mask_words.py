"""Words that masking has to know: names that are also words, roles, titles, short forms."""

from __future__ import annotations

MONTHS = frozenset(
    """
    apr april aug august dec december feb february jan january jul july jun june mar march may nov
    november oct october sep sept september
    """.split()
)
"""Names that may be months: `in May`, `May 5` stay."""

MODALS = frozenset(
    """
    art bill bob bond buck can case cash chance chase close cross dash don drew frank grace grant hank
    hope hunt jack josh judge kit lance mark max may might miles nick pace page park pat pierce read
    reed rich rob rose rush skip sue trace wade ward will
    """.split()
)
"""Given names that may begin a sentence as a verb: there the next word decides."""

PLAIN = (
    MODALS
    | MONTHS
    | frozenset(
        """
    amber angel autumn bacon baker ball bank banks barber baron basil bauer bell bella berry best bird
    bishop black blanca bloom branch brewer bridge bridges brook brooks brown bush butler carol
    carpenter carter castle chandler charity church cliff colt cook cooper crane cruz crystal daisy dale
    darling data dawn day days deacon dean dollar drake duke earl east english ernst eve faith farmer
    field fields fine fisher flowers foot ford forest fowler fox freeman french friday frost fuchs
    gardener gates gene german glen glover gold good goodman grand gray green grey gross guy hall hand
    harmony hawk hazel heath heather hill hills holly house hunter iris ivy jasmine jesus joy jung
    kaiser king klein knight koch kurz lake lamb lane lang leblanc leon light lights lily linda little
    long love luz major marks marsh martin mason melody miller mine moor moss newman noble north office
    old olive parker parks patience paz pearl penny pepper petit piper point poll pool pope porter post
    potter pound power powers price prince rain rand ranger ray reina rey rice river rivers robin root
    rosa ruby sage sales salt sample sandy savage sawyer self service sharp shepherd short silver
    skinner sky slater small smith snow sol south spring star stark sterling stern steward stone storm
    story street strong summer sunny support swift tanner taylor team temple thatcher toro tower turner
    tyler victor violet walker weaver week welsh west white wild wills winter winters wise wolf wood
    woods young
    """.split()
    )
)
"""Names that are also words: masked when capitalised; lower case they are the word."""

FUNCTION = frozenset(
    """
    a al all am an and any are as at be ben bin but by da das de den der des di die do dos du e el for
    go he her hers hi him his how i if in is it its la le los ma man me men my new no not now o of ok on
    one or out per see so ten the to two up us van von was we who why y yes you
    """.split()
)
"""Names that are mostly something else: masked alone only capitalised and within a sentence."""

NOUN_NEXT = frozenset(
    """
    autumn bank best black bridge brown case church data east field fine good green hall house lake
    light little long north office point post power price sales service short small south spring stone
    story street strong summer support team west white winter
    """.split()
)
"""Names that begin a sentence as a word more often than as a name: there they stay."""

AFTER_VERB = frozenset(
    """
    a again all an and another any anyone as at be both by done down each eight either every everybody
    everyone five for four from he her him his i if in is's it its me my nine no not of off on one or
    our out people seven sharply she six some somebody someone sure ten that the their them there these
    they this those three to two up us we when whether with you your
    """.split()
)
"""After a name that may be a verb or noun and begins a sentence: then it is that word."""

BEFORE_MONTH = frozenset(
    """
    ab after before bis by de depuis desde during début each early en every fin from hasta im in last
    late mid next of seit since this through till to until
    """.split()
)
"""Before a name that may be a month: then it is one."""

GENERIC = frozenset(
    """
    agent android attendee buyer caller channel client conference customer external galaxy guest host
    internal interviewee interviewer ipad iphone me meeting moderator operator organizer participant
    person phone prospect recording rep room sales seller speaker team them unidentified unknown us user
    vendor voice you zoom
    """.split()
)
"""Labels of a recorder for a voice without a name: never a person."""

TITLES = frozenset(
    """
    don dott doña dr fr frau herr hr madam madame miss mlle mme monsieur mr mrs ms mx pan pani prof
    professor senhor senhora señor señora sig signor signora sir sr sra
    """.split()
)
"""Before a family name."""

COMMON_FIRST = PLAIN | frozenset(
    """
    a advanced air american an apple atlantic baby bay big blue book brass bread bright british canadian
    capital care cedar central cherry city clear clinic cloud co coast coffee college community complete
    copper corner cotton county creative creek custom das dental der design die digital eastern el elm
    energy european family farm fast first fitness food foods freight fresh fruit garden general glass
    global golden great group health home honey hospital hotel hotels international iron island juice la
    land las le leather lemon les local logistics los main mall maple meat media medical metro milk
    modern moon mountain music national natural net new northern oak ocean open orange orchard organic
    pacific paper peak pet pine plastic precision premier prime private public pure purple quality quick
    ranch rapid red regional ridge rock royal saint san santa school schools sea second simple smart
    solar southern sports standard state steel studio sugar summit sun superior tea tech the third total
    town toy transport travel tri true trust united universal university valley water western yellow
    """.split()
)
"""First words of account names that, alone, are no name."""

LEGAL = frozenset(
    """
    ab ag as bv co company corp corporation gmbh inc incorporated kg kgaa limited llc llp lp ltd nv oy
    plc pty sa sarl sas se spa srl ug
    """.split()
)
"""Legal forms of companies."""

ACRONYMS = frozenset(
    """
    aka api app asap ats ceo cfo cio cmo coo cpa cpi crm cro cso css cto dsl edi eod erp eta eur faq fyi
    gdp gps hr hris ira irs iso kpi kyc lms mfa mrp msa nda nps oem okr pci pdf pos qbr rfp roi saas sap
    sku sla smb sms sow sql sso tbd tco ui usa usd ux vat vip vpn wms
    """.split()
)
"""Acronyms that mean something else on calls, even where an account's initials are the same."""

_SHORT = """
alexander: alex sasha; alexandra: alex sandra sasha; andrew: andy drew; anthony: tony; barbara: barb;
benjamin: ben benny; catherine: cathy kate katie; charles: charlie chuck; christina: chris tina;
christine: chris; christopher: chris topher; cynthia: cindy; daniel: dan danny; david: dave; deborah: deb
debbie; donald: don donny; dorothy: dot dottie; edward: ed eddie ted; elizabeth: liz beth betsy lizzie
eliza; eugene: gene; francis: frank fran; frederick: fred freddie; gabriel: gabe; gerald: jerry gerry;
gregory: greg; harold: harry hal; henry: hank harry; jacob: jake; james: jim jimmy jamie; janet: jan;
jeffrey: jeff; jennifer: jen jenny; jessica: jess jessie; john: jack johnny; jonathan: jon; joseph: joe
joey; joshua: josh; judith: judy; katherine: kathy kate katie kat; kenneth: ken kenny; kimberly: kim;
lawrence: larry; leonard: leo len lenny; margaret: maggie meg peggy; matthew: matt; michael: mike mick
mikey; nathaniel: nate nathan; nicholas: nick; pamela: pam; patricia: pat patty trish; patrick: pat paddy;
peter: pete; philip: phil; phillip: phil; raymond: ray; rebecca: becca becky; richard: rick dick rich
richie; robert: bob rob bobby robbie; ronald: ron ronnie; samantha: sam; samuel: sam sammy; stephanie:
steph; stephen: steve; steven: steve; susan: sue susie; terrence: terry; theodore: ted theo; theresa:
terry tess; thomas: tom tommy; timothy: tim timmy; victoria: vicky tori; vincent: vince vinny; walter:
walt; william: will bill billy liam willie; zachary: zach zack
"""
NICKNAMES = {
    name: tuple(short.split())
    for name, _, short in (entry.strip().partition(": ") for entry in " ".join(_SHORT.split()).split(";"))
}
"""Short forms of given names, in English."""
