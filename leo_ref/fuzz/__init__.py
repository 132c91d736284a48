"""Questions that nobody wrote: made from a seed, in which two implementations may differ (§2 to §13).

No judgement enters: what must come out is the word of :mod:`leo_ref.oracle`, and whoever compares is not here.

:class:`leo_ref.fuzz.source.QuestionSource` gives batches of questions with the reference's answers, by a seed.
``levels`` has a generator for each noun; all of them prefer answers that came seldom so far, which ``reached`` counts.
``tree`` takes JSON apart, ``mutation`` changes it in one place, ``boundary`` finds the number at which an answer turns
into another one, ``shrink`` makes a question smaller. ``pool`` keeps the questions from which others are made.
"""
