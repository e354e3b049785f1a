"""When a worker counts as stalled: messages wait, it works on none, and it has heard none for half a minute."""

from dataclasses import dataclass, field

from casemgmt.stalled import Watch, messages_in


@dataclass
class Scene:
    now: float = 0.0
    waiting: int = 0
    working: int = 0
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = Watch(lambda: self.waiting, lambda: self.working, lambda: self.now)

    def stalled_after(self, seconds: float, step: float = 5.0) -> bool:
        """Looked at every few seconds, as the thread does."""
        end = self.now + seconds
        while self.now < end:
            self.now += step
            if self.watch.is_stalled():
                return True
        return False


def test_a_worker_that_hears_nothing_while_messages_wait_is_stalled() -> None:
    scene = Scene(waiting=3)
    assert scene.stalled_after(30) is False
    assert scene.stalled_after(5) is True


def test_a_worker_with_nothing_to_hear_never_is() -> None:
    assert Scene(waiting=0).stalled_after(3600) is False


def test_a_worker_that_is_busy_never_is_however_long_it_takes() -> None:
    scene = Scene(waiting=9, working=2)
    assert scene.stalled_after(3600) is False
    scene.working = 0
    assert scene.stalled_after(25) is False


def test_each_message_it_takes_begins_the_time_anew() -> None:
    scene = Scene(waiting=3)
    for _ in range(100):
        assert scene.stalled_after(25) is False
        scene.watch.heard()


def test_a_redis_that_does_not_answer_has_nothing_to_tell() -> None:
    assert messages_in("redis://127.0.0.1:1/0", ["urgent"]) == 0
