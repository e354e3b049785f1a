"""What breaks while people work: processes killed outright, servers stopped, connections cut. All of it real, and bounded."""
