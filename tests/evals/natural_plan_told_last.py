"""Prompts told freely, opened last."""

_DAY = (
    "Lark Hill 600; Nora Pine Yard 690-840 45, Sven Canal Bank 870-1080 90, Iris Opera 780-900 30;"
    " Lark Hill>Pine Yard 9, Lark Hill>Canal Bank 18, Lark Hill>Opera 6, Pine Yard>Lark Hill 10,"
    " Pine Yard>Canal Bank 11, Pine Yard>Opera 13, Canal Bank>Lark Hill 19, Canal Bank>Pine Yard 12,"
    " Canal Bank>Opera 15, Opera>Lark Hill 5, Opera>Pine Yard 14, Opera>Canal Bank 16"
)
_TABLE = (
    "Lark Hill to Pine Yard: 9\nLark Hill to Canal Bank: 18\nLark Hill to Opera: 6\nPine Yard to Lark Hill: 10\n"
    "Pine Yard to Canal Bank: 11\nPine Yard to Opera: 13\nCanal Bank to Lark Hill: 19\nCanal Bank to Pine Yard: 12\n"
    "Canal Bank to Opera: 15\nOpera to Lark Hill: 5\nOpera to Pine Yard: 14\nOpera to Canal Bank: 16\n"
)
_SENTENCES = "".join(
    f"{line.split(' to ')[0]} to {line.split(' to ')[1].split(': ')[0]} is a ride of {line.split(': ')[1]} minutes. "
    for line in _TABLE.strip().split("\n")
)

TOLD_LAST: tuple[tuple[str, str], ...] = (
    (
        "Imagine a 9-day trip with 3 European cities on it, flown nonstop. Bremen should be given 4 of those days,"
        " Palermo 2 and Tallinn 5. Tallinn is where your sister's wedding is, between day 5 and day 9.\n\nWho flies"
        " where: Bremen and Palermo, Palermo and Tallinn.",
        "9; Bremen 4, Palermo 2, Tallinn 5; Tallinn 5-9; Bremen=Palermo, Palermo=Tallinn",
    ),
    (
        "In total you have 8 days for 3 cities. Your visit to Bremen is to last 3 days; to Palermo, 3 days; to"
        " Tallinn, 4 days. A workshop has to be attended in Palermo between day 3 and day 5. Here's a list of direct"
        " flights: Bremen and Palermo, from Palermo to Tallinn, Tallinn and Bremen.",
        "8; Bremen 3, Palermo 3, Tallinn 4; Palermo 3-5; Bremen=Palermo, Palermo>Tallinn, Tallinn=Bremen",
    ),
    (
        "The itinerary must span precisely 10 days and hit Tallinn, Palermo and Bremen. Hang out in Tallinn for 6"
        " days. You're spending 3 days at Palermo. Bremen is down for 3 days. You've agreed to see friends in Palermo"
        " anywhere between day 6 and day 8, to sightsee together. Air routes: Tallinn ↔ Palermo, Palermo → Bremen.",
        "10; Tallinn 6, Palermo 3, Bremen 3; Palermo 6-8; Tallinn=Palermo, Palermo>Bremen",
    ),
    (
        "I've booked 6 days off. What I'd like: 2 days Bremen, 3 days Palermo, 3 days Tallinn. There's an annual kite"
        " show in Bremen I'd hate to miss; it goes on from day 1 to day 2. Nonstop flights link Bremen with Palermo,"
        " and Palermo with Tallinn.",
        "6; Bremen 2, Palermo 3, Tallinn 3; Bremen 1-2; Bremen=Palermo, Palermo=Tallinn",
    ),
    (
        "Plan to be in Bremen for five days and in Palermo for three; finish with or start from Tallinn as you like,"
        " as long as you have three days there. That makes a 9-day journey. During day 5 and day 7 a conference"
        " requires you in Palermo. Direct flights: Bremen to Palermo and vice versa, Palermo to Tallinn and vice"
        " versa.",
        "9; Bremen 5, Palermo 3, Tallinn 3; Palermo 5-7; Bremen=Palermo, Palermo=Tallinn",
    ),
    (
        "You travel for 7 days through Bremen (three days), Palermo (two days) and Tallinn (four days). Days 1 to 3:"
        " relatives in Bremen. Days 4 to 7: a fair in Tallinn. Flights: 1) Bremen - Palermo 2) Palermo - Tallinn.",
        "7; Bremen 3, Palermo 2, Tallinn 4; Bremen 1-3, Tallinn 4-7; Bremen=Palermo, Palermo=Tallinn",
    ),
    (
        "10:00AM finds you at Lark Hill. Nora waits at Pine Yard from 11:30AM to 2:00PM and would appreciate 45"
        " minutes. Sven waits at Canal Bank from 2:30PM to 6:00PM and would appreciate 90 minutes. Iris waits at Opera"
        " from 1:00PM to 3:00PM and would appreciate 30 minutes.\n" + _TABLE,
        _DAY,
    ),
    (
        _SENTENCES
        + "\n\nYou arrive at Lark Hill at 10 AM. For Nora (Pine Yard, 11:30 AM to 2 PM) set aside 45"
        " minutes, for Sven (Canal Bank, 2:30 PM to 6 PM) 90 minutes, and for Iris (Opera, 1 PM to 3 PM) 30 minutes.",
        _DAY,
    ),
    (
        "Who to meet:\n- Nora at Pine Yard. Available: 11:30AM-2:00PM. Duration: 45 minutes.\n- Sven at Canal Bank."
        " Available: 2:30PM-6:00PM. Duration: 90 minutes.\n- Iris at Opera. Available: 1:00PM-3:00PM. Duration: 30"
        " minutes.\nYou begin at Lark Hill at 10:00AM.\n\nTravel times (minutes)\n" + _TABLE,
        _DAY,
    ),
    (
        "You arrive at Lark Hill at 10:00AM. You would like to meet Nora for a minimum of 45 minutes; she'll be at Pine"
        " Yard from 11:30AM to 2:00PM. You would like to meet Sven for a minimum of 90 minutes; he'll be at Canal Bank"
        " from 2:30PM to 6:00PM. You would like to meet Iris for a minimum of 30 minutes; she'll be at Opera from"
        " 1:00PM to 3:00PM.\n\nHow far apart things are:\n" + _TABLE.replace(" to ", " -> "),
        _DAY,
    ),
    (
        "Today begins at Lark Hill (10:00). Between 11:30 and 14:00 Nora can be met at Pine Yard; allow three quarters"
        " of an hour. Between 14:30 and 18:00 Sven can be met at Canal Bank; allow an hour and a half. Between 13:00"
        " and 15:00 Iris can be met at Opera; allow half an hour.\n\n" + _SENTENCES,
        _DAY,
    ),
    (
        _TABLE
        + "\nFriend: Nora\nPlace: Pine Yard\nHours: 11:30AM to 2:00PM\nAt least: 45 minutes\n\nFriend:"
        " Sven\nPlace: Canal Bank\nHours: 2:30PM to 6:00PM\nAt least: 90 minutes\n\nFriend: Iris\nPlace: Opera\nHours:"
        " 1:00PM to 3:00PM\nAt least: 30 minutes\n\nYou start your day at Lark Hill at 10:00AM.",
        _DAY,
    ),
)
