"""The demo agency's eight people in two teams, and the two systems that call its API; sign-ins are shown on the demo's sign-in page."""

from django.contrib.auth.hashers import make_password

from accounts.actions.api_clients import new_application
from accounts.models import Agency, AgencyRole, ApiClient, Membership, Scope, Team, TeamRole, User

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

# A hospital refers, reads what it may, and logs what it did itself. It decides nothing for the agency.
HOSPITAL_SCOPES = (
    Scope.CLIENTS_READ, Scope.CLIENTS_WRITE, Scope.CASES_READ, Scope.CASES_WRITE, Scope.CONTACTS_READ, Scope.CONTACTS_WRITE,
    Scope.CONSENTS_READ, Scope.DOCUMENTS_READ, Scope.DOCUMENTS_WRITE, Scope.EVENTS_READ,
    Scope.TRANSITIONS_READ, Scope.TRANSITIONS_WRITE,
)  # fmt: skip
# The agency's own integration does what staff do; people and settings stay with the administrator.
INTEGRATION_SCOPES = tuple(scope for scope in Scope if scope != Scope.PEOPLE_WRITE)

API_CLIENTS = (
    ("demo-hospital", "Harbor General Hospital", None, HOSPITAL_SCOPES),
    ("demo-integration", "Our own intake line", "Harbor", INTEGRATION_SCOPES),
)


def make_staff() -> tuple[dict[str, User], dict[str, Team]]:
    """The agency, its people by first name and its teams by name. Nobody is there yet to take steps, so rows are made directly."""
    Agency.objects.create(name="Harbor Care Partners", subdivision="MA", crisis_line="Call or text 988 at any hour")
    people, password = {}, make_password(PASSWORD)
    for email, name, title in PEOPLE:
        person = User.objects.create_user(email, name=name, job_title=title)
        # Hashed once for all of them: a good hash takes its time.
        person.password = password
        person.save(update_fields=("password",))
        people[email.split("@")[0]] = person
    teams = {name: Team.objects.create(name=name) for name in ("Harbor", "Hillside")}
    for who, team, role in ROLES:
        Membership.objects.create(user=people[who], team=teams[team] if team else None, role=role)
    return people, teams


def make_api_clients(teams: dict[str, Team]) -> dict[str, ApiClient]:
    """The demo's API clients by their OAuth2 id; the secret is the id with `-secret`, published on purpose like the passwords."""
    return {
        client_id: ApiClient.objects.create(
            name=name, team=teams[team] if team else None, scopes=list(scopes),
            application=new_application(name, client_id, f"{client_id}-secret"),
        )
        for client_id, name, team, scopes in API_CLIENTS
    }  # fmt: skip
