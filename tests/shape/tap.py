"""Results in TAP: one line a sentence, with the complaints below a sentence that does not hold."""


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def holds(self, sentence, complaints):
        """The sentence holds when there is no complaint."""
        self.count += 1
        if complaints:
            self.failed += 1
        print(f"{'not ok' if complaints else 'ok'} {self.count} - {sentence}")
        for complaint in complaints:
            print(f"#   {complaint}")

    def skip(self, sentence, reason):
        self.count += 1
        print(f"ok {self.count} - {sentence} # SKIP {reason}")

    def done(self):
        """Print the plan; the exit status of the program."""
        print(f"1..{self.count}")
        return 1 if self.failed else 0
