"""How use bends around Spring Festival, taken apart from the rest of the year.

The days around the festival fall on other dates each year and say little about the weeks after
them. Before anything is learned they are set to what plain days were (`without_spring`); what was
used then, over what plain days would have used, is the meter's own shape (`own_ratio`) and is
put back where a forecast reaches the next festival.
"""

from __future__ import annotations

import warnings
from itertools import groupby

import numpy as np

from bot.analytics.daily_energy_features import Surroundings
from bot.analytics.daily_energy_panel import Bools, Floats, Panel, Places

REACH = 16
"""Days before and after the first day of the lunar year that are set apart."""
_PLAIN_DAYS = 21
_LEAST_DAYS = 3
_SATURDAY = 5.0


def near(around: Surroundings, days: Places) -> Bools:
    """Which of the days (places) lie around a Spring Festival."""
    return np.asarray(np.abs(around.facts.from_spring[days]) <= REACH, dtype=np.bool_)


def without_spring(panel: Panel, around: Surroundings) -> Panel:
    """The panel with the days around the festival as the plain days before them.

    Only where the panel begins with a festival the days after it stand in.
    """
    places = np.arange(len(panel.days))
    apart = near(around, places)
    kwh = panel.kwh.copy()
    weekend = around.facts.weekday >= _SATURDAY
    plain = np.flatnonzero(~apart)
    for chosen, run in groupby(places, key=lambda place: bool(apart[place])):
        if not chosen:
            continue
        days = np.array(list(run))
        before, after = plain[plain < days[0]][-_PLAIN_DAYS:], plain[plain > days[-1]]
        around_it = before if len(before) >= 2 * _LEAST_DAYS else after[:_PLAIN_DAYS]
        for kind in (False, True):
            like = around_it[weekend[around_it] == kind]
            like = like if len(like) >= _LEAST_DAYS else around_it
            kwh[:, days[weekend[days] == kind]] = mean_read(panel.kwh[:, like])[:, None]
    return Panel(np.where(np.isfinite(panel.kwh) | ~apart, kwh, np.nan), panel.days)


def own_ratio(panel: Panel, plain: Panel, around: Surroundings, days: Places) -> Floats:
    """Use over plain use on the days of the year before as far from the festival.

    Meters x days; NaN where last year was not read. `plain` is `without_spring` of the panel.
    """
    last_year = around.last_year[days]
    usual = plain.means(last_year - 3, 7)
    used = panel.means(last_year, 1)
    return np.where(usual > 0, used / np.where(usual > 0, usual, 1.0), np.nan)


def typical_ratio(panel: Panel, plain: Panel, around: Surroundings, homes: Bools) -> Floats:
    """For homes and for firms the middle ratio on each day from -16 to 16: 2 x 33; 1 if unknown."""
    found = np.ones((2, 2 * REACH + 1))
    places = np.arange(len(panel.days))
    apart = places[near(around, places)]
    ratio = panel.kwh[:, apart] / np.where(plain.kwh[:, apart] > 0, plain.kwh[:, apart], np.nan)
    offset = around.facts.from_spring[apart].astype(np.int64) + REACH
    for row, chosen in enumerate((homes, ~homes)):
        for place in np.unique(offset):
            values = ratio[chosen][:, offset == place]
            values = values[np.isfinite(values)]
            if len(values):
                found[row, place] = float(np.median(values))
    return found


def offsets(around: Surroundings, days: Places) -> Places:
    """Columns of `typical_ratio` for days around a festival."""
    return np.asarray(around.facts.from_spring[days] + REACH, dtype=np.int64)


def mean_read(kwh: Floats) -> Floats:
    """Mean of what was read, one figure a meter; NaN where nothing was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmean(kwh, axis=1), dtype=np.float64)
