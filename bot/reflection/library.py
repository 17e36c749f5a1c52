"""The reflective models that everyone can choose from, with their prompts.

Worded for this project after the sources named with each. A form holds five inputs, so a longer model has
several steps. Discord’s limits for a prompt: 45 characters for its label, 100 for the rest.
"""

from bot.reflection.guides import Guide, Prompt
from bot.texts import N_

BUILT_IN: tuple[Guide, ...] = (
    Guide(
        "wswnw",
        N_("What? So what? Now what?"),
        N_("Quick and plain; a good start"),
        source="Borton 1970; Driscoll 1994/2007; Rolfe, Freshwater & Jasper 2001",
        steps=(
            (
                Prompt(
                    N_("What? What happened?"),
                    N_("Stick to events: your part, what others did, what followed."),
                    N_("Leave out anything that identifies a person or site"),
                ),
                Prompt(
                    N_("So what? Why does it matter?"),
                    N_("Feelings then and now, what it shows, what still bothers you."),
                    N_("What did it tell you about you, the work, or the system?"),
                ),
                Prompt(
                    N_("Now what? What next?"),
                    N_("What needs to change, who can help, what happens if nothing does."),
                    N_("One thing you can do, and by when"),
                ),
            ),
        ),
    ),
    Guide(
        "quick",
        N_("Quick note"),
        N_("Two minutes after a meeting"),
        steps=(
            (
                Prompt(
                    N_("What did you do or attend?"),
                    N_("One or two lines is enough."),
                    N_("such as: Bi-monthly seminar on area-level deprivation"),
                ),
                Prompt(
                    N_("What are you taking away?"),
                    N_("A point, a question or something that surprised you."),
                    N_("The bit you would tell a colleague"),
                ),
                Prompt(
                    N_("What will you do differently?"),
                    N_("Optional. Leave blank if nothing yet."),
                    N_("One small next step"),
                ),
            ),
        ),
    ),
    Guide(
        "gibbs",
        N_("Gibbs’ reflective cycle"),
        N_("An event with strong feelings attached"),
        source="Gibbs 1988, Learning by Doing",
        steps=(
            (
                Prompt(
                    N_("1. Description: what happened?"),
                    N_("Set the scene briefly: when, your role, what came of it."),
                    N_("Facts only for now, no names"),
                ),
                Prompt(
                    N_("2. Feelings: what went through you?"),
                    N_("Thoughts and feelings before, during and since."),
                    N_("It is fine for these to conflict"),
                ),
                Prompt(
                    N_("3. Evaluation: what went well or badly?"),
                    N_("Weigh up both sides, including things that half worked."),
                    N_("At least one of each, if you can"),
                ),
            ),
            (
                Prompt(
                    N_("4. Analysis: why did it go that way?"),
                    N_("What explains it? Think people, power, context, evidence."),
                    N_("What helped, what got in the way"),
                ),
                Prompt(
                    N_("5. Conclusion: what have you learned?"),
                    N_("What else could have been done, by you or by others?"),
                    N_("What you know now that you did not before"),
                ),
                Prompt(
                    N_("6. Action plan: next time?"),
                    N_("If this came round again, what would you do, and what do you need?"),
                    N_("A step, a person to ask, a date"),
                ),
            ),
        ),
    ),
    Guide(
        "kolb",
        N_("Kolb’s learning cycle"),
        N_("Learning a method or trying something new"),
        source="Kolb 1984",
        steps=(
            (
                Prompt(
                    N_("1. The experience"),
                    N_("What did you actually do or take part in?"),
                    N_("such as: Ran my first focus group online"),
                ),
                Prompt(
                    N_("2. Looking back on it"),
                    N_("What did you notice, from your view and from others?"),
                    N_("What was expected, what was not"),
                ),
                Prompt(
                    N_("3. Making sense of it"),
                    N_("What idea, theory or pattern helps explain it?"),
                    N_("A principle you could reuse"),
                ),
                Prompt(
                    N_("4. Trying it out"),
                    N_("How and when will you test that idea?"),
                    N_("Where you could try it next"),
                ),
            ),
        ),
    ),
    Guide(
        "johns",
        N_("Johns’ structured reflection"),
        N_("Value conflicts, ethical discomfort"),
        source="Johns 1994/2000, Model for Structured Reflection",
        note=N_("Before you look inwards, you may want a quiet moment to settle."),
        steps=(
            (
                Prompt(
                    N_("Looking out: what happened?"),
                    N_("What were you trying to do, and what followed for everyone?"),
                    N_("A short account (aesthetics)"),
                ),
                Prompt(
                    N_("Looking in: how were you feeling?"),
                    N_("What was going on inside you that shaped how you acted?"),
                    N_("Feelings, habits, pressures (personal)"),
                ),
                Prompt(
                    N_("Did you act in line with your values?"),
                    N_("If not, what pulled you away from them?"),
                    N_("Beliefs, duties, competing demands (ethics)"),
                ),
                Prompt(
                    N_("What knowledge informed you?"),
                    N_("What did you know, or could have known, at the time?"),
                    N_("Evidence, training, lived experience (empirics)"),
                ),
                Prompt(
                    N_("How does it connect, and what now?"),
                    N_("Links to the past, other options, how you feel now, support."),
                    N_("How can you support yourself and others? (reflexivity)"),
                ),
            ),
        ),
    ),
    Guide(
        "atkins_murphy",
        N_("Atkins and Murphy"),
        N_("When something feels off"),
        source="Atkins & Murphy 1993/1994",
        steps=(
            (
                Prompt(
                    N_("1. What feels uncomfortable?"),
                    N_("Name the thought or feeling that made you stop."),
                    N_("Unease, surprise, or something new"),
                ),
                Prompt(
                    N_("2. Describe the situation"),
                    N_("Key events and features only."),
                    N_("Enough for you to recognise it later"),
                ),
                Prompt(
                    N_("3. Examine feelings and assumptions"),
                    N_("What were you taking for granted? What else could be true?"),
                    N_("Challenge one assumption"),
                ),
                Prompt(
                    N_("4. How useful was what you knew?"),
                    N_("Did it explain or solve the problem? Was it complete?"),
                    N_("What was missing"),
                ),
                Prompt(
                    N_("5. What have you learned?"), N_("State it so that you could act on it."), N_("One sentence")
                ),
            ),
        ),
    ),
    Guide(
        "five_r",
        N_("5R framework"),
        N_("Structured writing; students"),
        source="Bain et al. 2002",
        steps=(
            (
                Prompt(
                    N_("1. Reporting"),
                    N_("What happened? Context only, little comment."),
                    N_("I noticed… I was asked to…"),
                ),
                Prompt(N_("2. Responding"), N_("Your reactions, feelings and questions."), N_("I felt… I wondered…")),
                Prompt(
                    N_("3. Relating"),
                    N_("How does it link to skills or experience you already have?"),
                    N_("This reminded me of…"),
                ),
                Prompt(
                    N_("4. Reasoning"),
                    N_("What explains it? Bring in theory, evidence, other views."),
                    N_("One reason may be…"),
                ),
                Prompt(
                    N_("5. Reconstructing"),
                    N_("What will you do in future, and why would that work?"),
                    N_("Next time I will…"),
                ),
            ),
        ),
    ),
    Guide(
        "era",
        N_("ERA cycle"),
        N_("The shortest of the named models"),
        source="Jasper 2013",
        steps=(
            (
                Prompt(N_("1. Experience"), N_("What happened to you, or what did you do?"), N_("A line or two")),
                Prompt(
                    N_("2. Reflection"),
                    N_("What did you think and feel, and what does it mean?"),
                    N_("Why it stayed with you"),
                ),
                Prompt(N_("3. Action"), N_("What follows from this?"), N_("One thing to do or keep doing")),
            ),
        ),
    ),
    Guide(
        "brookfield",
        N_("Brookfield’s four lenses"),
        N_("Teaching, engagement, co-production, power"),
        source="Brookfield 1995",
        steps=(
            (
                Prompt(
                    N_("1. Your own story"),
                    N_("How does your background shape how you see this?"),
                    N_("Assumptions you bring"),
                ),
                Prompt(
                    N_("2. Through their eyes"),
                    N_("How might learners, participants or community partners see it?"),
                    N_("Whose view have you not heard?"),
                ),
                Prompt(
                    N_("3. Through colleagues’ eyes"),
                    N_("What would a critical friend ask or notice?"),
                    N_("Something a peer has said or might say"),
                ),
                Prompt(
                    N_("4. Through the literature"),
                    N_("What reading or theory gives another angle?"),
                    N_("A source, concept or counter-example"),
                ),
                Prompt(
                    N_("What has shifted?"),
                    N_("Which assumption or use of power looks different now?"),
                    N_("Added by the bot, not part of the four lenses"),
                ),
            ),
        ),
    ),
    Guide(
        "reflect7",
        N_("REFLECT"),
        N_("A clinical mnemonic in seven steps"),
        source="Barksby, Butcher & Whysall 2015",
        steps=(
            (
                Prompt(
                    N_("R. Recall what happened"), N_("Outline the events in order."), N_("Keep it brief and anonymous")
                ),
                Prompt(
                    N_("E. Examine your response"), N_("What did you do and how did you react?"), N_("Your part in it")
                ),
                Prompt(N_("F. Feelings"), N_("What did you feel, then and now?"), N_("Name them plainly")),
                Prompt(N_("L. Learn"), N_("What does this teach you?"), N_("About you, the team, the work")),
            ),
            (
                Prompt(N_("E. Explore options"), N_("What else could be done?"), N_("Two alternatives")),
                Prompt(N_("C. Create a plan"), N_("What will you actually do?"), N_("First step")),
                Prompt(N_("T. Timescale"), N_("By when, and how will you know?"), N_("A date you can be reminded of")),
            ),
        ),
    ),
)
