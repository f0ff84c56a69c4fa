"""What a press on a case does: at once, or after asking for what else is needed."""

from __future__ import annotations

from telegram import Update

from handlers.case.asking import AT_ONCE, done_words
from handlers.case.buttons import Do
from handlers.case.looking import show_case
from handlers.case.words import begin_words
from handlers.context import Context
from handlers.render import message
from handlers.speech import pressed_message, show, without_buttons
from storage.errors import NotAllowed, Stale
from storage.ledger import views
from storage.ledger.acts import ACTS
from storage.ledger.case_view import CaseView
from storage.ledger.values import Done, Order
from storage.rules.words import Action, Rating


async def press_act(update: Update, context: Context, do: Do) -> object:
    """A button of a case was pressed. An old one changes nothing and shows the case as it is now."""
    pressed = pressed_message(update)
    try:
        if do.action in AT_ONCE or (do.action is Action.RATE and do.choice):
            return await _act(context, do, pressed)
        case = await context.ledger.read(views.look, do.case_id, context.person.person_id, context.now)
        if case.turn != do.turn:
            raise Stale(number=case.number)
        if do.action not in case.actions:
            raise NotAllowed(action=do.action.label, number=case.number)
        return await begin_words(context, case, do.action, do.choice)
    except (Stale, NotAllowed) as error:
        context.toast, context.alert = error.message, True
        await show_case(context, do.case_id, in_place=pressed)
        return None


async def _act(context: Context, do: Do, pressed: int | None) -> object:
    order = Order(
        case_id=do.case_id,
        by=context.person.person_id,
        now=context.now,
        cause=context.cause,
        turn=do.turn,
        rating=Rating(do.choice) if do.choice else None,
    )
    done = await context.ledger.write(ACTS[do.action], order)
    context.toast = f"{done.number} {done_words(do.action)}"
    case = await context.ledger.read(views.look, do.case_id, context.person.person_id, context.now)
    await _show_what_came_of_it(context, do, done, case, pressed)
    return None


async def _show_what_came_of_it(
    context: Context, do: Do, done: Done, case: CaseView, pressed: int | None
) -> None:
    if pressed is None:
        return
    if do.action is Action.RATE:
        assert case.rating is not None
        comment = Do(case_id=case.id, turn=case.turn, action=Action.RATE).labelled("写几句意见")
        rows = [[comment]] if Action.RATE in case.actions else []
        thanks = message("words", "rated", case=case, rows=rows)
        await show(context, pressed, thanks)
    elif do.on_card:
        await show_case(context, case.id, in_place=pressed)
    else:
        await without_buttons(context, pressed)
