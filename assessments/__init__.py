"""What is asked and found out: instruments, the assessments taken with them, their scores, and the risk tier.

Owns the questionnaires as versioned data, each answer given to them, scoring, safety flags, the case
manager's conclusions and the rule of the risk tier. It does not own needs, goals and plans, which a
person makes of what was found (careplans), nor what is due because of it (followups).
"""
