"""The picture of an oven run: temperatures, pressures and water over time."""

import numpy as np

from models.units import HOUR, MBAR, PPM, celsius
from scenarios.oven.oven import OvenResult, electrode_water, step_of_instant
from scenarios.pictures import BAND, BLUE, GREEN, GREY, SMALL, VERMILLION

COLOURS = (BLUE, VERMILLION, GREEN, "black", "#AA4499", "#CC9933")
LAWS = {  # of the levers, as matplotlib writes them
    "temperature_degC": r"law $1/p_\mathrm{sat}(T)$",
    "width_mm": r"law width$^2$",
    "pressure_mbar": r"law $1/D(p)$, plateau: Knudsen",
    "porosity": r"law $\rho/D_e$",
    "coils": r"law $(1 + 1/\mathrm{Bi})^2$",
}
LEAST_PRESSURE = 1e-3  # mbar, below which vapour is not drawn


def figure(result: OvenResult):
    """A matplotlib Figure with three panels over one axis of time."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    task, out = result.task, result.run
    picture = Figure(figsize=(9.0, 7.4), layout="constrained")
    warm, gas, wet = picture.subplots(3, 1, sharex=True, height_ratios=(1, 1, 1.3))
    hours = out.times / HOUR
    owner = step_of_instant(task, out)
    for k in range(0, len(task.steps), 2):
        own = hours[owner == k]
        for ax in (warm, gas, wet):
            ax.axvspan(own[0], own[-1], color=BAND, lw=0, zorder=0)
    warm.set_title(task.name, loc="left", fontsize=10)
    warm.plot(hours, celsius(out.wall), color=GREY, lw=1.2, label="walls")
    for i, coil in enumerate(task.coils):
        label = coil.name if coil.count == 1 else f"{coil.name} ({coil.count:g} coils)"
        colour = COLOURS[i % len(COLOURS)]
        warm.plot(hours, celsius(out.temperature[:, i]), color=colour, label=label)
    warm.set_ylabel("temperature [°C]")
    warm.legend(frameon=False, fontsize=8)
    gas.plot(hours, out.set_pressure / MBAR, color=GREY, lw=1.0, ls=":", label="set")
    gas.plot(hours, out.pressure / MBAR, color="black", label="pressure")
    vapour = out.vapour_pressure / MBAR
    gas.plot(
        hours,
        np.where(vapour > LEAST_PRESSURE, vapour, np.nan),
        color=BLUE,
        label="of that vapour",
    )
    gas.set_yscale("log")
    gas.set_ylabel("pressure [mbar]")
    gas.legend(frameon=False, fontsize=8)
    mean, worst = electrode_water(task, out)
    for i in range(len(task.coils)):
        colour = COLOURS[i % len(COLOURS)]
        wet.plot(hours, mean[:, i] / PPM, color=colour)
        wet.plot(hours, worst[:, i] / PPM, color=colour, lw=0.9, ls="--")
    ends = result.steps["end_h"]
    wet.plot(
        ends, result.steps["floor_ppm"], "v", color=GREY, ms=5, clip_on=False, zorder=4
    )
    if task.limits.water is not None:
        limit = task.limits.water / PPM
        wet.axhline(limit, color="black", lw=0.8, ls=":")
        wet.annotate(
            f"limit {limit:g}",
            (hours[-1], limit),
            xytext=(-2, 7),
            textcoords="offset points",
            ha="right",
            **SMALL,
        )

    wet.set_yscale("log")
    wet.set_ylabel("water in mg per kg\ndry electrode, foil included")
    wet.set_xlabel(
        "hours since the door was closed; dashed: wettest place; triangles: floor set "
        "by the vapour"
    )
    wet.set_xlim(0.0, hours[-1])
    wet.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    for ax in (warm, gas, wet):
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    return picture


def levers_figure(task, levers):
    """A matplotlib Figure with a panel per Lever: hours of vacuum, and its law."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=(10.5, 6.8), layout="constrained")
    panels = picture.subplots(2, 3).ravel()
    picture.suptitle(
        f"{task.name}: what five levers do to the drying time of a hot load",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    for ax, lever in zip(panels, levers, strict=False):
        _lever_panel(ax, lever)
    for ax in panels[::3]:
        ax.set_ylabel("vacuum until the last\ncoil is through [h]", fontsize=9)
    _lever_key(panels[-1], task)
    return picture


def _hours(values):
    return np.array([np.nan if h is None else h for h in values])


def _lever_panel(ax, lever):
    from matplotlib.ticker import LogLocator

    values, hours = np.array(lever.values), _hours(lever.through_h)
    law = _hours(lever.law_h)
    ax.plot(values, law, "--", color=GREY, lw=1.4, label=LAWS[lever.column])
    plain = "computed"
    if lever.swept_h:
        swept = _hours(lever.swept_h)
        ax.plot(values, swept, "s-", color=GREEN, ms=4, label="swept with dry gas")
        plain = "in the load's own vapour"
    ax.plot(values, hours, "o-", color=BLUE, ms=4, label=plain)
    if lever.swept_h:
        ax.set_xscale("log")
        ax.set_xticks([0.3, 1, 3, 10, 30, 100, 300])
        ax.set_xticks([], minor=True)
        ax.xaxis.set_major_formatter("{x:g}")
        _never(ax, lever)
    else:
        at = int(np.argmin(np.abs(values - lever.anchor)))
        ax.plot(
            values[at], hours[at], "o", mfc="white", mec=BLUE, mew=1.6, ms=9, zorder=3
        )
    if lever.column == "temperature_degC":
        ax.set_yscale("log", subs=[])
        ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        ax.yaxis.set_major_formatter("{x:g}")
    else:
        # what the floor slows without bound leaves the panel
        drawn = np.concatenate([law, _hours(lever.swept_h or lever.through_h)])
        highest = np.nanmax(drawn) if np.isfinite(drawn).any() else 0.0
        ax.set_ylim(0.0, 1.12 * highest or 1.0)
    _slowed(ax, lever)
    ax.set_xlabel(lever.name, fontsize=9)
    ax.legend(frameon=False, fontsize=8)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=8)


def _never(ax, lever):
    """Where the floor in pure vapour is above the limit."""
    if lever.never_above is None:
        return
    ax.axvspan(lever.never_above, max(lever.values), color=BAND, lw=0, zorder=0)
    ax.annotate(
        f"from {lever.never_above:.0f} mbar of vapour on\nthe floor is above the limit",
        (max(lever.values), 0.0),
        xytext=(-3, 4),
        textcoords="offset points",
        ha="right",
        **(SMALL | {"va": "bottom"}),
    )


def _slowed(ax, lever):
    """By how much calendering from 50 to 33 % slows."""
    if lever.column != "porosity":
        return
    at = dict(zip(lever.values, lever.through_h, strict=True))
    if at.get(0.5) and at.get(0.33):
        ax.annotate(
            f"50 → 33 %: {at[0.33] / at[0.5]:.1f} times slower",
            (0.33, at[0.33]),
            xytext=(10, 6),
            textcoords="offset points",
            **SMALL,
        )


def _lever_key(ax, task):
    ax.set_axis_off()
    limits = task.limits
    limit = f"{(limits.water or limits.wettest) / PPM:g} mg/kg"
    place = "mean" if limits.water else "wettest place"
    ax.text(
        0.0,
        1.0,
        "○  the load as it is\n"
        "- -  the law, through that point\n"
        "      (pressure: through the lowest one)\n\n"
        f"Limit: {limit} in the {place} of the last coil.\n"
        "The load starts hot, as wet as it came, in the\n"
        "deepest vacuum of the recipe, which is held.\n\n"
        "Off the law: the pump, which all coils share,\n"
        "and the cold of desorption slow what gives off\n"
        "its water fast; at high pressure vapour carries\n"
        "itself (Stefan flow).",
        transform=ax.transAxes,
        va="top",
        fontsize=9,
        linespacing=1.35,
    )
