"""The rows of the action table as Qt actions, enabled while they are possible."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import History
from app.core.preferences import Preferences
from app.core.translation import tr
from app.ui.action_table import EXTRA_MENUS, TABLE, ActionInfo
from app.ui.icons import Icons
from app.ui.mnemonics import with_mnemonics
from app.ui.tips import tip_of


class Conditions(QObject):
    """Conditions that enable actions, by name."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._holds = dict.fromkeys({row.when for row in TABLE} - {""}, False)
        self._listeners: list[Callable[[], None]] = []
        bus.project.opened.connect(lambda project: self._set(project=True))
        bus.frame.opened.connect(
            lambda scene: self._set(
                image=True, unsure=False, masks=False, stack=len(scene.extent) > 1
            )
        )
        bus.frame.closed.connect(
            lambda: self._set(image=False, unsure=False, masks=False, stack=False)
        )
        self._histories = [History(False, False)] * 2  # of the sketch and of the links
        bus.frame.history_changed.connect(lambda history: self._take_history(0, history))
        bus.links.history_changed.connect(lambda history: self._take_history(1, history))
        bus.links.changed.connect(
            lambda links: self._set(
                movie=links is not None and "time" in links.axes,
                linkable=links is not None and links.can_link,
                linked=links is not None and links.linked is not None,
                dividing=links is not None and links.is_linked_movie,
                doubtful=links is not None
                and links.linked is not None
                and bool(links.linked.doubts),
            )
        )
        bus.frame.counted.connect(lambda count: self._set(masks=count.cells > 0))
        bus.engine.network_ready.connect(lambda ready: self._set(learned=True))
        bus.frame.opened.connect(lambda scene: self._set(hidden=False))
        bus.frame.closed.connect(lambda: self._set(hidden=False))
        bus.frame.measured.connect(lambda measured: self._set(hidden=not measured.keep.all()))
        bus.view.cells_chosen.connect(
            lambda labels: self._set(selected=bool(labels), several=len(labels) > 1)
        )
        bus.engine.guidance_ready.connect(lambda found: self._set(unsure=found.has_place))

    def __getitem__(self, name: str) -> bool:
        return self._holds[name]

    def _take_history(self, number: int, history: History) -> None:
        self._histories[number] = history
        self._set(
            undo=any(each.can_undo for each in self._histories),
            redo=any(each.can_redo for each in self._histories),
        )

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a function after each change."""
        self._listeners.append(listener)

    def _set(self, **facts: bool) -> None:
        if any(self._holds[name] != value for name, value in facts.items()):
            self._holds |= facts
            for listener in self._listeners:
                listener()


class Actions(QObject):
    """The table's rows as Qt actions.

    Parameters
    ----------
    bus, preferences, icons
        The program's.
    handlers
        What each row calls that neither sets a preference nor selects a tool.

    Raises
    ------
    ValueError
        A handler is missing, or belongs to no row that needs one.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        icons: Icons,
        handlers: Mapping[ActionKey, Callable[[], object]],
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._conditions = Conditions(bus)
        if wrong := {row.key for row in TABLE if row.needs_handler} ^ handlers.keys():
            raise ValueError(f"Handlers missing or without a row: {', '.join(sorted(wrong))}")
        self._actions = {row.key: self._made(row, icons, handlers) for row in TABLE}
        self._add_mnemonics()
        self._conditions.listen(self._enable)
        bus.view.preference_changed.connect(lambda change: self._check(change.key, change.value))
        bus.view.tool_changed.connect(self._check_tool)
        bus.view.action_requested.connect(self.trigger)
        self._enable()

    def __getitem__(self, key: ActionKey) -> QAction:
        return self._actions[key]

    def submenus(self, name: str) -> dict[str, str]:
        """Titles of the menus within a menu, with a mnemonic, by name."""
        names = list(dict.fromkeys(row.submenu for row in TABLE if row.menu == name))
        names = [*filter(None, names), *EXTRA_MENUS.get(name, ())]
        own = [row.text for row in TABLE if row.menu == name and not row.submenu]
        titles = with_mnemonics([tr(text) for text in (*own, *names)])
        return dict(zip(names, titles[len(own) :], strict=True))

    def menu(self, name: str) -> list[tuple[ActionInfo, QAction]]:
        """The rows of a menu, in order."""
        return [(row, self._actions[row.key]) for row in TABLE if row.menu == name]

    def trigger(self, key: ActionKey) -> None:
        """Do it, if it is enabled."""
        self._actions[key].trigger()

    def _add_mnemonics(self) -> None:
        """Mark letters, unique in each menu; the tool bar and tips show the texts without."""
        groups: dict[tuple[str, str], list[ActionInfo]] = {}
        for row in TABLE:
            groups.setdefault((row.menu, row.submenu), []).append(row)
        for rows in groups.values():
            for row, text in zip(rows, with_mnemonics([tr(row.text) for row in rows]), strict=True):
                self._actions[row.key].setText(text)
                self._actions[row.key].setIconText(tr(row.text).rstrip("…"))

    def _made(
        self,
        row: ActionInfo,
        icons: Icons,
        handlers: Mapping[ActionKey, Callable[[], object]],
    ) -> QAction:
        action = QAction(tr(row.text), self)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        if row.icon:
            icons.set_icon(action, row.icon)
        action.setToolTip(tip_of(row))
        if row.switch or row.tool or row.choice:
            action.setCheckable(True)
        if row.switch:
            action.setChecked(self._preferences[row.switch])
            action.triggered.connect(lambda on, key=row.switch: self._switch(key, on))
        elif row.tool:
            action.triggered.connect(lambda on, tool=row.tool: self._take_up(tool))
        elif row.choice:
            key, value = row.choice
            action.setChecked(self._preferences[key] == value)
            action.triggered.connect(lambda on: self._choose(key, value))
        else:
            handler = handlers[row.key]
            action.triggered.connect(lambda on=False: handler())
        return action

    def _switch(self, key: str, on: bool) -> None:
        self._preferences[key] = on

    def _take_up(self, tool: str) -> None:
        self._bus.view.tool_changed.emit(tool)
        if tool == "cell":
            self._bus.view.class_chosen.emit(0)  # other classes have keys of their own

    def _choose(self, key: str, value: str) -> None:
        self._preferences[key] = value
        self._check(key, value)  # also when it was chosen already

    def _enable(self) -> None:
        for row in TABLE:
            if row.when:
                can = self._conditions[row.when]
                self._actions[row.key].setEnabled(can)
                self._actions[row.key].setToolTip(tip_of(row, can=can))

    def _check(self, key: str, value: object) -> None:
        for row in TABLE:
            if row.switch == key:
                self._actions[row.key].setChecked(bool(value))
            elif row.choice and row.choice[0] == key:
                self._actions[row.key].setChecked(row.choice[1] == value)

    def _check_tool(self, name: str) -> None:
        for row in TABLE:
            if row.tool:
                self._actions[row.key].setChecked(row.tool == name)
