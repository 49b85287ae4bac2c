"""From hits to an answer: quoted sentences, or sentences a model wrote and the checks let stand."""
