"""What is asked for in the demo's referrals, and what its contacts and notes say."""

REFERRALS = (
    ("hospital", "Harbor General Hospital", "Home after heart failure; lives alone and ran out of two medicines."),
    ("hospital", "Harbor General Hospital", "Broken hip, going home on Friday. Needs equipment and somebody for meals."),
    (
        "health_plan",
        "Bay State Health Plan",
        "Five emergency visits in six months, mostly for asthma. Landlord has not fixed the mold.",
    ),
    ("health_plan", "Bay State Health Plan", "New diabetes, does not understand the letters and cannot get to appointments."),
    ("primary_care", "Dr. Adams, Lynn Community Health", "Low mood since her husband died; stopped going out, eats little."),
    ("primary_care", "Dr. Adams, Lynn Community Health", "Memory trouble; daughter is worn out and asks for help at home."),
    ("community", "North Shore Food Pantry", "Comes every week with two children, behind on rent since losing night shifts."),
    ("community", "Salem Shelter", "Sleeping in a car since September, wants a safe place and help with papers."),
    ("court", "Essex County Re-entry", "Leaving prison next month; needs a doctor, identification and a place to stay."),
    ("self", "The client", "“I look after my mother day and night and I cannot do it alone any more.”"),
    ("self", "The client's son", "Father fell twice this month and hides it."),
)

REACHED = (
    "Talked through the week; she has taken the water pill every morning.",
    "Went over the letter from the plan together and called them from his phone.",
    "Ride booked for Thursday; she will be ready at nine.",
    "He is afraid of losing the flat. We listed what to bring to the housing office.",
    "Daughter joined by speaker; they agreed who calls the pharmacy.",
    "Feeling better, walked to the corner twice. Wants to try the senior lunch.",
)

ATTEMPTS = ("Rang out.", "Line busy twice.", "Nobody at the door, left no card.", "Said to call back after six.")

NOTES = (
    "Spoke with the client for about twenty minutes. They feel heard at the clinic but tired of repeating their story. "
    "Agreed that I call the cardiology desk today and that they weigh themselves each morning and write it down.",
    "Home visit. Kitchen clean, two days of food. Reviewed the medicine list against the bottles: all there. The client wants "
    "to sort out transport first; housing can wait until the letter comes.",
    "The client said in their own words: “I want to sleep without the pain waking me.” Agreed on next steps, who does what, "
    "and that we talk again next week.",
)

SUPPORT = (
    ("daughter", True),
    ("son", True),
    ("sister", False),
    ("neighbour", False),
    ("husband", True),
    ("friend from church", False),
)
