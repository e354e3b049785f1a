"""Speaking with other systems: what comes in from them and what goes out to them, in their formats.

Owns the reading of outside formats and the record of what was taken over from where. It does not own
the records themselves: what comes in goes through the same steps of the other apps as everybody
else's work. Outside input is parsed in `forms` (plain dicts to the input of steps), as a form does
for a page; `queries` finds whom it is about, `actions` take the steps, `management` holds commands.
"""
