"""Whole prompts told freely, each with the reading expected in short.

A trip: days; stays; windows; flights (= both ways, > one way). A day: start; people; minutes on the way.
"""

TOLD: tuple[tuple[str, str], ...] = (
    (
        "Four of us are going to see Lyon, Porto and Malta, ten days in all, and we refuse to change planes. Lyon"
        " should take 3 days, Porto 5, and Malta 4. From day 7 to day 10 there is a sailing week in Malta we signed"
        " up for.\n\nNonstop planes run between Lyon and Porto as well as between Porto and Malta.",
        "10; Lyon 3, Porto 5, Malta 4; Malta 7-10; Lyon=Porto, Porto=Malta",
    ),
    (
        "Plan: 3 cities, 8 days total, nonstop flights.\n\nCities\n- Lyon: 2 days\n- Porto: 4 days (conference, days"
        " 2-5)\n- Malta: 4 days\n\nRoutes\n- Lyon <-> Porto\n- Porto -> Malta",
        "8; Lyon 2, Porto 4, Malta 4; Porto 2-5; Lyon=Porto, Porto>Malta",
    ),
    (
        "I want to visit Lyon for 3 days, Porto for 2 days and Malta for 4 days, 7 days in total. My friend can only"
        " see me in Porto between day 3 and day 4. Lyon is connected by air with Porto and Malta. Porto has a direct"
        " flight to Malta too.",
        "7; Lyon 3, Porto 2, Malta 4; Porto 3-4; Lyon=Porto, Lyon=Malta, Porto=Malta",
    ),
    (
        "Over the course of 12 days you are to see five cities: Lyon (3 days), Porto (4 days), Malta (2 days), Split"
        " (5 days), and Riga (2 days). A wedding takes you to Split on days 8 to 12. Your aunt in Lyon expects you"
        " from day 1 to day 3.\nDirect flights: Lyon-Porto, Porto-Malta, Malta-Riga, Riga-Split.",
        "12; Lyon 3, Porto 4, Malta 2, Split 5, Riga 2; Split 8-12, Lyon 1-3;"
        " Lyon=Porto, Porto=Malta, Malta=Riga, Riga=Split",
    ),
    (
        "Your holiday lasts 9 days and takes you to 3 cities by direct flight. Three days are meant for Lyon, five for"
        " Porto, and three for Malta. While in Malta, you'd like to catch the yearly lantern show, held from day 7"
        " until day 9.\nThe following direct flights exist: Lyon to Porto (both directions), Porto to Malta (one"
        " direction).",
        "9; Lyon 3, Porto 5, Malta 3; Malta 7-9; Lyon=Porto, Porto>Malta",
    ),
    (
        "Can you sort out 6 days for me? Two days in Lyon would be enough, but I'd need four in Porto and another two"
        " in Malta. On day 5 and day 6 there's a workshop in Malta that I must attend. As for planes, Lyon and Porto"
        " are linked directly, and so are Porto and Malta.",
        "6; Lyon 2, Porto 4, Malta 2; Malta 5-6; Lyon=Porto, Porto=Malta",
    ),
    (
        "You intend to tour 4 European cities in a span of 11 days, moving between them solely by direct flight. You"
        " will devote 4 days to Lyon, and 3 days to Porto, where you must show up at a conference during day 4 and"
        " day 6. Malta should be visited for 5 days. Lastly, stay in Split for 2 days, between day 10 and day 11, when"
        " your relatives are home.\n\nCities joined by direct flights: Lyon and Porto; Porto and Malta; from Malta to"
        " Split.",
        "11; Lyon 4, Porto 3, Malta 5, Split 2; Porto 4-6, Split 10-11; Lyon=Porto, Porto=Malta, Malta>Split",
    ),
    (
        "Trip length: 8 days\nNumber of cities: 3\n\nStays:\n1. Lyon, 4 days\n2. Porto, 3 days\n3. Malta, 3 days\n\n"
        "Fixed dates:\n1. Porto: family visit, day 1 to day 3\n\nFlights (all nonstop):\n1. Porto and Lyon\n2. Lyon"
        " and Malta\n3. from Malta to Porto",
        "8; Lyon 4, Porto 3, Malta 3; Porto 1-3; Porto=Lyon, Lyon=Malta, Malta>Porto",
    ),
    (
        "I'd love a 7-day trip. The wish list has Lyon on it for three days, Porto for two days, plus Malta for four"
        " days. Between days 1 and 3 a buddy is showing me around Lyon. There's a flight from Lyon to Porto and one"
        " from Porto to Malta; you can also fly back and forth between Lyon and Malta.",
        "7; Lyon 3, Porto 2, Malta 4; Lyon 1-3; Lyon>Porto, Porto>Malta, Lyon=Malta",
    ),
    (
        "Direct flights are offered as follows: Lyon and Porto, Porto and Malta, from Lyon to Malta.\n\nUsing only"
        " those flights, find a schedule of 9 days for the 3 cities. You'd spend 2 days in Lyon, 5 days in Porto and"
        " 4 days in Malta. A wedding in Malta will happen between day 6 and day 9.",
        "9; Lyon 2, Porto 5, Malta 4; Malta 6-9; Lyon=Porto, Porto=Malta, Lyon>Malta",
    ),
    (
        "We'll be on the road for a week. First things first: Porto is hosting the film days we go to every year, on"
        " the 4th, 5th, 6th and 7th day. We allow it 4 days. Lyon and Malta get 2 days and 3 days respectively."
        "\nNonstop connections: Lyon - Malta, Malta - Porto.",
        "7; Porto 4, Lyon 2, Malta 3; Porto 4-7; Lyon=Malta, Malta=Porto",
    ),
    (
        "The trip takes 8 days. Lyon: 3 days, and a friend wants to meet between day 1 and day 3. Porto: 5 days."
        " Malta: 2 days, with a show from day 7 to day 8.\n\nAvailable flights:\nLyon to Porto and Porto to"
        " Lyon\nPorto to Malta\nMalta to Lyon",
        "8; Lyon 3, Porto 5, Malta 2; Lyon 1-3, Malta 7-8; Lyon=Porto, Porto>Malta, Malta>Lyon",
    ),
    (
        "Good morning! I land at Harbour Gate at 9:00AM. I'm hoping to see Petra, who'll be around Mill Lane from"
        " 11:15AM to 2:45PM, for 75 minutes or longer, and also Omar, who'll be around North Quay from 5:00PM to"
        " 6:30PM, for at least 45 minutes.\n\nHarbour Gate to Mill Lane: 10 minutes. Harbour Gate to North Quay: 21"
        " minutes. Mill Lane to Harbour Gate: 11 minutes. Mill Lane to North Quay: 8 minutes. North Quay to Harbour"
        " Gate: 20 minutes. North Quay to Mill Lane: 9 minutes.",
        "Harbour Gate 540; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 11, Mill Lane>North Quay 8, North Quay>Harbour Gate 20,"
        " North Quay>Mill Lane 9",
    ),
    (
        "You have a day in town and want to see as many friends as possible.\n\nFrom Harbour Gate:\n- Mill Lane: 10"
        " min\n- North Quay: 21 min\n\nFrom Mill Lane:\n- Harbour Gate: 11 min\n- North Quay: 8 min\n\nFrom North"
        " Quay:\n- Harbour Gate: 20 min\n- Mill Lane: 9 min\n\nYour day begins at Harbour Gate at 8:30 a.m.\n-"
        " Petra: Mill Lane, 11:15 a.m. - 2:45 p.m., at least 75 minutes\n- Omar: North Quay, 5 p.m. - 6:30 p.m., at"
        " least 45 minutes",
        "Harbour Gate 510; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 11, Mill Lane>North Quay 8, North Quay>Harbour Gate 20,"
        " North Quay>Mill Lane 9",
    ),
    (
        "Your day starts at 9:00AM in Harbour Gate. Petra's window at Mill Lane runs from 11:15AM to 2:45PM, and you"
        " want no fewer than 75 minutes with her. Omar's window at North Quay runs from 5:00PM to 6:30PM, and you want"
        " no fewer than 45 minutes with him.\n\nMoving around (minutes): Harbour Gate to Mill Lane 10, Harbour Gate to"
        " North Quay 21, Mill Lane to North Quay 8, Mill Lane to Harbour Gate 11, North Quay to Mill Lane 9, North"
        " Quay to Harbour Gate 20.",
        "Harbour Gate 540; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 11, Mill Lane>North Quay 8, North Quay>Harbour Gate 20,"
        " North Quay>Mill Lane 9",
    ),
    (
        "It takes 10 minutes to walk from Harbour Gate to Mill Lane, and 12 minutes to walk back from Mill Lane to"
        " Harbour Gate.\nAt 9 in the morning you arrive at Harbour Gate. Petra says: I'm at Mill Lane until 2:45 in"
        " the afternoon, from 11:15 in the morning on. You'd want to talk to Petra for at least an hour and a quarter.",
        "Harbour Gate 540; Petra Mill Lane 675-885 75; Harbour Gate>Mill Lane 10, Mill Lane>Harbour Gate 12",
    ),
    (
        "Arrival: Harbour Gate, 9:00 AM.\n\nPerson | Where | When | At least\nPetra | Mill Lane | 11:15 AM - 2:45 PM |"
        " 75 minutes\nOmar | North Quay | 5:00 PM - 6:30 PM | 45 minutes\n\nFrom | To | Minutes\nHarbour Gate | Mill"
        " Lane | 10\nHarbour Gate | North Quay | 21\nMill Lane | Harbour Gate | 11\nMill Lane | North Quay | 8\nNorth"
        " Quay | Harbour Gate | 20\nNorth Quay | Mill Lane | 9",
        "Harbour Gate 540; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 11, Mill Lane>North Quay 8, North Quay>Harbour Gate 20,"
        " North Quay>Mill Lane 9",
    ),
    (
        "You show up at Harbour Gate when the clock strikes 9:00AM. Petra can meet at Mill Lane anytime between"
        " 11:15AM and 2:45PM; she'd like 75 minutes of your time at the very least. Omar hangs around North Quay in"
        " the window of 5:00PM to 6:30PM; he'd like 45 minutes of your time at the very least.\n\nTravel takes the"
        " same both ways: Harbour Gate - Mill Lane 10, Harbour Gate - North Quay 21, Mill Lane - North Quay 8.",
        "Harbour Gate 540; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 10, Mill Lane>North Quay 8, North Quay>Harbour Gate 21,"
        " North Quay>Mill Lane 8",
    ),
    (
        "You want 75 minutes with Petra and 45 minutes with Omar. Petra will be at Mill Lane from 11:15AM to 2:45PM and"
        " Omar will be at North Quay from 5:00PM to 6:30PM. You set out from Harbour Gate at 9:00AM. Harbour Gate is"
        " 10 minutes from Mill Lane and 21 minutes from North Quay. Mill Lane is 8 minutes from North Quay.",
        "Harbour Gate 540; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 10, Mill Lane>North Quay 8, North Quay>Harbour Gate 21,"
        " North Quay>Mill Lane 8",
    ),
    (
        "CONSTRAINTS: Start from Harbour Gate, 09:00. Petra is there for you at Mill Lane between 11:15 and 14:45."
        " Spend a minimum of 75 minutes with Petra. Omar is there for you at North Quay between 17:00 and 18:30. Spend"
        " a minimum of 45 minutes with Omar.\n\nTRAVEL: Harbour Gate to Mill Lane takes 10 minutes. Harbour Gate to"
        " North Quay takes 21 minutes. Mill Lane to Harbour Gate takes 11 minutes. Mill Lane to North Quay takes 8"
        " minutes. North Quay to Harbour Gate takes 20 minutes. North Quay to Mill Lane takes 9 minutes.",
        "Harbour Gate 540; Petra Mill Lane 675-885 75, Omar North Quay 1020-1110 45; Harbour Gate>Mill Lane 10,"
        " Harbour Gate>North Quay 21, Mill Lane>Harbour Gate 11, Mill Lane>North Quay 8, North Quay>Harbour Gate 20,"
        " North Quay>Mill Lane 9",
    ),
)

_DAY = (
    "Elm Court 540; Petra Fox Park 645-780 60, Omar Bay Bridge 900-1050 30, Liv Fox Park 1110-1260 15;"
    " Elm Court>Fox Park 12, Elm Court>Bay Bridge 7, Fox Park>Elm Court 14, Fox Park>Bay Bridge 16,"
    " Bay Bridge>Elm Court 8, Bay Bridge>Fox Park 17"
)
_WAYS = (
    "Elm Court -> Fox Park: 12\nElm Court -> Bay Bridge: 7\nFox Park -> Elm Court: 14\nFox Park -> Bay Bridge:"
    " 16\nBay Bridge -> Elm Court: 8\nBay Bridge -> Fox Park: 17"
)

TOLD_LATER: tuple[tuple[str, str], ...] = (
    (
        "Three European cities, 9 days, direct flights only. You'd like to be in Basel for 4 days. Cork will see you"
        " for 3 days. Faro is on the programme for 4 days. Cork hosts an annual show from day 4 to day 6 that you want"
        " to catch.\n\nDirect flights connect the following pairs of cities: Basel & Cork, Cork & Faro, one-way from"
        " Faro to Basel.\n\nWork out an order of visiting them within 9 days.",
        "9; Basel 4, Cork 3, Faro 4; Cork 4-6; Basel=Cork, Cork=Faro, Faro>Basel",
    ),
    (
        "You're off to 3 cities across Europe and have 10 days at your disposal. Of these, Basel takes up 5, Cork 2 and"
        " Faro 5 days. A friend is meeting you in Faro somewhere in days 6 to 10. Flights run Basel-Cork and"
        " Cork-Faro.",
        "10; Basel 5, Cork 2, Faro 5; Faro 6-10; Basel=Cork, Cork=Faro",
    ),
    (
        "Your employer sends you to a conference in Basel (days 1 through 3). After that anything goes, so long as you"
        " fit 5 days in Cork and 2 days in Faro into a total of 8 days. Basel itself takes 3 days.\nFlights without a"
        " stop: Basel to Cork, Basel to Faro and Cork to Faro, all of them in both directions.",
        "8; Basel 3, Cork 5, Faro 2; Basel 1-3; Basel=Cork, Basel=Faro, Cork=Faro",
    ),
    (
        "Eight days are available. In Basel, where your uncle is throwing a wedding party sometime between day 5 and"
        " day 8, you will be for 4 days. Cork: 3 days. Faro: 3 days.\nPossible nonstop hops: Faro and Cork, Cork and"
        " Basel, from Basel to Faro",
        "8; Basel 4, Cork 3, Faro 3; Basel 5-8; Faro=Cork, Cork=Basel, Basel>Faro",
    ),
    (
        "City list with number of days: Basel (2), Cork (4), Faro (3). Total trip: 7 days. Must-do: workshop in Faro,"
        " day 5-7. Flight list: Basel/Cork; Cork/Faro.",
        "7; Basel 2, Cork 4, Faro 3; Faro 5-7; Basel=Cork, Cork=Faro",
    ),
    (
        "For 2 days you'll be in Basel, for another 4 days you'll be in Cork, and Faro is where you'll be for 5 days;"
        " the whole thing adds up to 9 days. You must not miss a workshop, on from day 2 till day 5, in Cork. The"
        " only direct flights are the ones between Basel and Cork and between Cork and Faro.",
        "9; Basel 2, Cork 4, Faro 5; Cork 2-5; Basel=Cork, Cork=Faro",
    ),
    (
        "Visit Basel, Cork and Faro in 8 days. Basel wants 3 days, Cork wants 3 days and Faro wants 4 days. You will"
        " see family at home in Basel between day 1 and day 3, and friends in Faro between day 5 and day 8.\n\nFrom"
        " Basel there are direct flights to Cork (and back). From Cork there are direct flights to Faro.",
        "8; Basel 3, Cork 3, Faro 4; Basel 1-3, Faro 5-8; Basel=Cork, Cork>Faro",
    ),
    (
        "You'll be touring Basel, Cork and Faro, with 8 days in hand. You're staying 4 days in Faro, a couple of days"
        " in Basel, and 4 days in Cork. Meet your friends at Cork between day 2 and day 5 for a tour together. Flights"
        " (nonstop): Basel–Cork (both ways), Cork–Faro (both ways), Basel–Faro (Basel to Faro only).",
        "8; Faro 4, Basel 2, Cork 4; Cork 2-5; Basel=Cork, Cork=Faro, Basel>Faro",
    ),
    (
        "You get to Elm Court at 9:00AM. Petra can be found at Fox Park between 10:45AM and 1:00PM; spend no less than"
        " 60 minutes with her. Omar can be found at Bay Bridge between 3:00PM and 5:30PM; spend no less than 30 minutes"
        " with him. Liv can be found at Fox Park between 6:30PM and 9:00PM; spend no less than 15 minutes with her.\n"
        + _WAYS,
        _DAY,
    ),
    (
        "Elm Court is where you will be at 9:00AM. Friends in town:\n* Petra, Fox Park, 10:45AM to 1:00PM (minimum 60"
        " minutes)\n* Omar, Bay Bridge, 3:00PM to 5:30PM (minimum 30 minutes)\n* Liv, Fox Park, 6:30PM to 9:00PM"
        " (minimum 15 minutes)\nTravel:\n" + _WAYS,
        _DAY,
    ),
    (
        "Let's say you turn up at Elm Court at nine o'clock in the morning. Petra, whom you would like to see for an"
        " hour at least, is going to be at Fox Park from a quarter to eleven in the morning until one in the"
        " afternoon. Omar, whom you would like to see for half an hour at least, is going to be at Bay Bridge from"
        " three in the afternoon until half past five in the afternoon. Liv, whom you would like to see for a quarter"
        " of an hour at least, is going to be at Fox Park from half past six in the evening until nine in the"
        " evening.\n" + _WAYS,
        _DAY,
    ),
    (
        "Travel times in minutes:\n"
        + _WAYS.replace(" -> ", " to ").replace("\n", "; ")
        + ".\n\nYour clock starts ticking at 9:00AM at Elm Court. To meet Petra, go to Fox Park, where she is from"
        " 10:45AM until 1:00PM, and stay with her 60 minutes or more. To meet Omar, go to Bay Bridge, where he is from"
        " 3:00PM until 5:30PM, and stay with him 30 minutes or more. To meet Liv, go to Fox Park, where she is from"
        " 6:30PM until 9:00PM, and stay with her 15 minutes or more.",
        _DAY,
    ),
    (
        "Minimum meeting lengths: Petra 60 minutes, Omar 30 minutes, Liv 15 minutes. Whereabouts: Petra at Fox Park"
        " (10:45-13:00), Omar at Bay Bridge (15:00-17:30), Liv at Fox Park (18:30-21:00). You arrive at Elm Court at"
        " 09:00.\n" + _WAYS,
        _DAY,
    ),
    (
        "Expect 12 minutes from Elm Court to Fox Park and 14 minutes from Fox Park to Elm Court. Expect 7 minutes from"
        " Elm Court to Bay Bridge and 8 minutes from Bay Bridge to Elm Court. Expect 16 minutes from Fox Park to Bay"
        " Bridge and 17 minutes from Bay Bridge to Fox Park.\n\nYou are at Elm Court from 9:00AM. You hope for at"
        " least 60 minutes with Petra (Fox Park, 10:45AM–1:00PM), at least 30 minutes with Omar (Bay Bridge,"
        " 3:00PM–5:30PM) and at least 15 minutes with Liv (Fox Park, 6:30PM–9:00PM).",
        _DAY,
    ),
)
