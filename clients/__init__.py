"""The client and everything known about them as a person: support system, consents, cases, contacts, notes, documents.

Owns who the client is, who may see the record, and each episode of care from referral to closing. It
does not own what is due (followups), nor plans, assessments, services and transitions.
"""
