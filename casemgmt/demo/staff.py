"""The demo agency's eight people in two teams; their sign-ins are shown on the demo's sign-in page."""

from accounts.models import Agency, AgencyRole, Membership, Team, TeamRole, User

PASSWORD = "keep-every-promise"  # noqa: S105  # published on purpose: these accounts exist in demo mode only

PEOPLE = (
    ("maria@demo.example", "Maria Lopez", "Nurse case manager"),
    ("devon@demo.example", "Devon Clark", "Social worker"),
    ("lena@demo.example", "Lena Fischer", "Social worker"),
    ("tomas@demo.example", "Tomás Rivera", "Community nurse"),
    ("sam@demo.example", "Sam Okafor", "Supervisor"),
    ("ines@demo.example", "Ines Duarte", "Intake worker"),
    ("priya@demo.example", "Priya Raman", "Privacy officer"),
    ("admin@demo.example", "Alex Morgan", "Administrator"),
)

ROLES = (
    ("maria", "Harbor", TeamRole.CASE_MANAGER),
    ("devon", "Harbor", TeamRole.CASE_MANAGER),
    ("lena", "Hillside", TeamRole.CASE_MANAGER),
    ("tomas", "Hillside", TeamRole.CASE_MANAGER),
    ("sam", "Harbor", TeamRole.SUPERVISOR),
    ("sam", "Hillside", TeamRole.SUPERVISOR),
    ("ines", "Harbor", TeamRole.INTAKE),
    ("priya", None, AgencyRole.PRIVACY_OFFICER),
    ("admin", None, AgencyRole.ADMINISTRATOR),
)


def make_staff() -> tuple[dict[str, User], dict[str, Team]]:
    """The agency, its people by first name and its teams by name. Nobody is there yet to take steps, so rows are made directly."""
    Agency.objects.create(name="Harbor Care Partners", subdivision="MA", crisis_line="Call or text 988 at any hour")
    people = {}
    for email, name, title in PEOPLE:
        people[email.split("@")[0]] = User.objects.create_user(email, PASSWORD, name=name, job_title=title)
    teams = {name: Team.objects.create(name=name) for name in ("Harbor", "Hillside")}
    for who, team, role in ROLES:
        Membership.objects.create(user=people[who], team=teams[team] if team else None, role=role)
    return people, teams
