"""How trips are built and checked: pure functions on `travel/` values.

`frame` lays a request on the calendar, `select` chooses offers, `days` lays out each day, `plan` puts
them together with `verify`, which shares no code with the solver (the layer contract forbids it).

What both sides agree on
------------------------
Days. An itinerary has one `Day` a calendar date, from the date of the first arrival (or of the
departure, when that is earlier) to the date of leaving the last city, in order, none missing. A day's
city is where one sleeps that night; on the last day the city one leaves; on a day spent only in
the air, the city one left. A day's items are in order of their instants and carry the offset of the
place where they happen. A flight stands in the day on which it departs, unless it lands on an earlier
local date (date line) with the first bed to follow: then in the day on which it lands. A connection
that leaves after midnight stands in the day of the flight before it.

Items. A `flight` item is one segment (`ref` is the offer's id, `name` the flight number, `lat`/`lon` where it
lands). A `train`/`bus`/`ferry`/`car` item is a ground offer. `transfer` is the ride between airport or station
and the bed (`ref` is the airport's IATA code; price `transfer_cost_eur` times the party's seats in EUR;
between a station and the bed it has no price), or a day trip's ride (`ref` is "trip:NAME"; price
`price_each_way` times the party's size), or the way with the bags from one hotel of a stop to the next (`ref`
is the next stay's id, no price). `check_in` and `check_out` have the stay offer's id as `ref`.
`sight` and `meal` have the activity's id; a sight's price is `Activity.price_for` the party, or None
when free; a meal has no price, it is a suggestion.

Getting around. A landing passenger is at the kerb 30 minutes after arrival (45 when the flight came
from another country), and a departing one at the airport 90 minutes before departure (120 to another
country); 15 minutes both ways for ground transport. From airport to bed it takes
`Airport.transfer_minutes`, between station and bed 25. Within a city the `RouteMatrix` says how long
(points: activities by id, stays by `hotel_point`); an item's `travel_minutes` is at least that, and it
starts no earlier than the item before it ends plus its `travel_minutes`.
Bags may be left at the hotel from any hour: one may drop them before check-in opens and check in later. Who
changes hotels within a stop takes them over right after checking out of the first.

Nights. A stop's nights run from the day one leaves the stop before (the start, for the first) to the
day one leaves it, so a night in the air counts to the stop it leads to. A landing before 05:00 local
belongs to the night before: the stay is checked in with the date before.

Stays. A stop's nights are in one stay, or in two one after the other where that pays for the trouble of moving
(see `price`), where no one has rooms for all nights, or where it is wished.

Order. Stops are reached as told, or, with `free_order`, in the order of the plan.

Outdoors. What needs light (viewpoints, gardens, parks, nature, beaches, ruins and markets, where `setting` is
"outdoor") is visited between sunrise and sunset at its own place, unless it opens at 16:00 or later. Hours stated
for public holidays hold on those of the city's whole country. After a night in the air (a flight that lands
before 09:00 local and left the day before, or before 03:00) sights wait for the check-in, or for an hour from
reaching the bed.

Money. `Itinerary.total` is in one currency: all offers, transfers and tickets, each converted with the
evidence's dated rates and summed. Meals are not counted.

Wishes. `depart_after` binds every flight, the other times of day the outbound only, `return_*` the flight
home, each on the local clock of the airport. `max_stops` is for each direction, `cabin`, `board`, `min_stars` mean
"at least". `pace` sets the most sights a day: relaxed 3, balanced 4, packed 6. `day_starts_after` binds
sights. `diet` binds the restaurants suggested, `accessibility` the stays (`accessible`) and, for
"wheelchair" and "step_free", the sights (`step_free`).

Intents. A `trip` has flights (or ground offers), stays and days; a `flight` only flights; a `stay` only stays;
`activities` days with sights and no bed; `weather` days with weather and no items.
"""
