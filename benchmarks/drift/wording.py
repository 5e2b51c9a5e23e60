"""Texts said again in other words, by rule: echoes of tasks, loops of answers, and reports that are no loop."""

from __future__ import annotations

import random
import re

SAME = {
    "movie": "film", "film": "movie", "located": "situated", "city": "town", "released": "brought out",
    "company": "firm", "author": "writer", "magazine": "periodical", "actor": "performer", "founded": "established",
    "born": "brought into the world", "started": "begun", "country": "nation", "known": "famous", "band": "group",
    "older": "elder", "song": "track", "show": "programme", "list": "enumeration", "write": "compose",
    "create": "make", "describe": "portray", "explain": "make clear", "generate": "produce", "provide": "give",
    "suggest": "propose", "find": "locate", "example": "instance", "examples": "instances", "story": "tale",
    "reason": "cause", "like": "enjoy", "think": "believe", "really": "truly", "great": "wonderful", "big": "large",
    "guess": "suppose", "watch": "see", "heard": "been told", "game": "match", "team": "squad", "kids": "children",
    "people": "persons", "person": "individual", "director": "film maker", "university": "college", "book": "volume",
    "series": "programme", "nationality": "citizenship", "type": "kind", "part": "portion", "main": "chief",
    "important": "significant", "best": "finest", "ways": "means", "steps": "stages", "benefits": "advantages",
    "idea": "thought", "tell": "inform", "also": "as well", "good": "fine", "name": "title", "first": "earliest",
}  # fmt: skip

TEMPLATES = (
    "You asked: {text}",
    "{text}",
    "You would like to know the following: {text}",
    "Your question is: {text}",
    "So, to restate the request: {text}",
    "Let me make sure that I understood. {text}",
    "That is a great question! You said: {text}",
    "I understand that you want help with this: {text}",
)

FRAMES = (
    "{text} - that is what has to be found out",
    "I wonder: {text}",
    "What is being asked here is {text}",
    "please say {text}",
    "the thing wanted: {text}",
)

REPORTS = (
    [f"The build is still running, {n}% done." for n in (10, 20, 35, 50)],
    [f"Step {n} of 9 has finished, the next one has started." for n in (1, 2, 3, 4)],
    [f"Waiting for the tests to finish, {n} seconds so far." for n in (10, 20, 30, 40)],
    [f"The upload is at {n} MB of 900 MB." for n in (100, 200, 300, 400)],
    [f"Job 4711 is queued at position {n}." for n in (9, 7, 4, 2)],
    [f"Downloading the model: {n} of 12 files." for n in (2, 3, 5, 7)],
    [f"The room has {n} degrees, which is within limits." for n in (20, 21, 22, 23)],
    [f"The server does not respond yet, attempt {n}, I try again in a minute." for n in (1, 2, 3, 4)],
    ["Still running, please wait."] * 4,
    ["It has not finished yet, please wait."] * 4,
    ["Yes."] * 4,
    ["No."] * 4,
    ["Okay, done."] * 4,
    ["There are no new messages."] * 4,
    ["The parcel has not arrived yet."] * 4,
    ["The site is up and answers normally."] * 4,
)

POLLS = {
    13: ("Are there new messages?", "Any new messages now?", "Check for new messages again.", "Messages?"),
    14: ("Has the parcel arrived?", "Is the parcel there now?", "Parcel here yet?", "And the parcel today?"),
    15: ("Is the site up?", "Is the site still up?", "Check the site again.", "Site status?"),
}
"""What is asked again and again where the report itself does not say that it is one."""

ERRANDS = (
    "Is it done?",
    "Can I close the window?",
    "What about the second floor?",
    "Tell me what happens now.",
)
"""What is asked where the report is one that may be repeated."""


REPEATED = (
    (("Book the flight.", "Call the garage.", "Write to Tom.", "Move the meeting."), "Consider it done."),
    (("Who is on duty?", "Is the lift fixed?", "Any visitors?", "Has the post come?"), "Let me look into it."),
    (("Is the cake ready?", "May I open the oven?", "Shall I set the table?", "When do we eat?"),
     "A few more minutes."),
    (("Nice weather.", "The train was late.", "I like this song.", "My knee hurts."), "I see."),
    (("Copy the photos.", "Empty the bin.", "Close all windows.", "Update the app."), "All right, I am on it."),
    (("Smoke in hall A?", "Doors locked?", "Any alarms?", "Water level?"), "All clear."),
    (("Will it rain?", "Who wins on Sunday?", "Is the shop busy today?", "Will the bus be late?"), "We will see."),
    (("Did the payment arrive?", "Has the bank answered?", "Is the cheque through?", "Any money yet?"),
     "Nothing has come in so far."),
    (("Has the jury decided?", "What do they say?", "Is there a verdict?", "How long will it be?"),
     "The jury is still out."),
    (("Is the file there?", "How much is left?", "Can I shut the lid?", "Is it stuck?"), "The copy is under way."),
    (("Here is the form.", "And my passport.", "This is my photo.", "That is all."), "Thanks, I have received it."),
    (("Sorry for the noise.", "I came late.", "I lost the pen.", "I broke a cup."), "No problem at all."),
    (("Is the doctor free?", "How long do I sit here?", "Am I next?", "Did they call me?"),
     "The doctor will be with you shortly."),
    (("Any bugs left?", "Does the login work?", "And the search?", "The print button?"), "That works as it should."),
    (("Add salt.", "Stir it.", "Lower the heat.", "Put the lid on."), "Next step, please."),
    (("Has the bid changed?", "Is someone else in?", "What is the price now?", "Any offers?"), "No new bids."),
)  # fmt: skip
"""What is asked, and an answer that may honestly be given to all of it: written without sight of what `drift.watch`
lets pass, and never changed since.
"""


def paraphrase(text: str, chance: random.Random) -> str:
    """The text in other words and, where it has clauses, in another order."""
    body = " ".join(SAME.get(word.lower().strip(","), word) for word in text.strip().rstrip("?.! ").split())
    parts = re.split(r", ", body, maxsplit=1)
    joint = re.search(r" (?:that|who|which|whose|in|for|of|about|by) ", body)
    if len(parts) == 2 and chance.random() < 0.7:
        body = f"{parts[1]}, {parts[0]}"
    elif joint and chance.random() < 0.5:
        body = f"{body[joint.start() + 1 :]}, {body[: joint.start()]}"
    return chance.choice(FRAMES).format(text=body[:1].lower() + body[1:])


def template(text: str, chance: random.Random) -> str:
    """The text as it is, after a phrase that says that it was understood."""
    return chance.choice(TEMPLATES).format(text=text)
