"""What the bench of close proposals types, and whose seconds it counts."""

import os
import time

from benchmarks.similar_time import PAUSES, seconds_of, typed_of


def test_what_is_typed_is_cut_at_a_word_where_somebody_pauses():
    text = "Des trains plus fréquents le soir et le dimanche, dans toutes les petites gares du canton."
    assert typed_of(text, 0) == "Des trains plus fréquents le soir et le dimanche, dans"
    assert len(typed_of(text, 0)) <= PAUSES[0]
    assert typed_of(text, 1) == text


def test_the_seconds_of_a_process_are_those_that_it_worked():
    before = seconds_of(os.getpid())
    worked = time.process_time() + 0.05
    while time.process_time() < worked:
        pass
    used = seconds_of(os.getpid()) - before
    time.sleep(0.1)
    assert 0.04 < used < 0.2
    assert seconds_of(os.getpid()) - before < used + 0.05
