"""The picture of `twin dry`: along the web its temperature, solvent, rate and binder.

Above, the zones with their air; below, panels over one axis, with the stages as bands.
Saved by :func:`scenarios.pictures.save`.
"""

import numpy as np

from models.drying.web_profile import RESIDUAL, STAGES
from models.units import GRAM, MINUTE, PPM, celsius
from scenarios.dryer.dryer import DryerRun
from scenarios.pictures import BAND, BLUE, GREY, SMALL, VERMILLION

WIDTH = 9.0  # inch
HEIGHTS = (2.0, 1.9, 1.5, 1.3)  # temperature, solvent, rate, binder
STRIP = 0.34  # inch, of the names of the stages
LEAST_SHOWN = 1e-6  # of the solvent coated
NARROW = 0.055  # share of the axis below which a stage's name does not fit its band
SHORT = {
    "heating": "heating",
    "film shrinkage": "film shrinks",
    "pore emptying": "pores empty",
    "residual": "residual",
}
STYLES = ((BLUE, "-"), (VERMILLION, (0, (4, 1.5))))  # of the upper and the other face
FACES = ("top", "bottom")


def figure(run: DryerRun):
    """A matplotlib Figure of the web's way through the dryer."""
    from matplotlib.figure import Figure

    shown = [migration for migration in run.migrations if migration is not None]
    heights = [STRIP, *HEIGHTS[: 4 if shown else 3]]
    picture = Figure(figsize=(WIDTH, 0.9 + sum(heights)), layout="constrained")
    picture.get_layout_engine().set(h_pad=0.03, hspace=0.0)
    strip, *panels = picture.subplots(
        len(heights), 1, sharex=True, height_ratios=heights
    )
    strip.set_title(_title(run), loc="left", fontsize=10)
    strip.set_axis_off()
    strip.set_xlim(0.0, run.line.dryer.length)
    _draw_stages(strip, panels, run)
    _draw_temperature(panels[0], run)
    _draw_solvent(panels[1], run)
    _draw_rate(panels[2], run)
    if shown:
        _draw_binder(panels[3], run)
    for ax in panels:
        for border in run.line.dryer.borders[1:-1]:
            ax.axvline(border, color=GREY, lw=0.7, ls=(0, (2, 3)), zorder=1)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
        ax.yaxis.label.set_size(9)
    panels[-1].set_xlabel("metres into the dryer")
    picture.align_ylabels(panels)
    return picture


def _title(run):
    line, answers = run.line, run.summary
    solvent = line.web.coating.solvent.name
    verdict = "dry" if answers["dry"] else "not dry"
    highest = answers["highest_speed_m_per_min"]
    fastest = "" if highest is None else f", dry up to {highest:.0f} m/min"
    return (
        f"{line.name}: {line.material.name} from {solvent}, "
        f"{line.speed * MINUTE:g} m/min{fastest}; leaves {verdict} with "
        f"{answers['residual_coating_ppm']:.0f} ppm"
    )


# ---------------------------------------------------------------- the stages


def _bands(run):
    """Stages of the wetter face: name, begin, end [m]."""
    ends = run.profile.stage_ends(run.profile.wetter)
    begin, length = 0.0, run.line.dryer.length
    for stage in STAGES:
        end = length if stage == RESIDUAL else ends[stage]
        end = length if end is None else end
        if end > begin:
            yield stage, begin, end
        begin = max(begin, end)


def _draw_stages(strip, panels, run):
    length = run.line.dryer.length
    dry = run.profile.stage_ends(run.profile.wetter)[RESIDUAL]
    for number, (stage, begin, end) in enumerate(_bands(run)):
        if number % 2 == 0:
            for ax in (strip, *panels):
                ax.axvspan(begin, end, color=BAND, lw=0, zorder=0)
        if (end - begin) / length < NARROW:
            continue
        strip.annotate(
            SHORT[stage],
            (0.5 * (begin + end), 0.5),
            xycoords=("data", "axes fraction"),
            ha="center",
            color=GREY,
            **SMALL,
        )
    if dry is not None:
        ax = panels[1]
        ax.axvline(dry, color="black", lw=0.9, zorder=2)
        left = dry > 0.86 * length
        words = ax.annotate(
            f"within its limit\nfrom {dry:.1f} m on",
            (dry, 0.72),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if left else 5, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            **SMALL,
        )
        _clear(words)


def _clear(words):
    """Keep the borders of zones from running through `words`."""
    from matplotlib.patheffects import withStroke

    words.set_path_effects([withStroke(linewidth=3.0, foreground="white")])
    words.set_zorder(5)


# ---------------------------------------------------------------- the panels


def _draw_temperature(ax, run):
    profile, line = run.profile, run.line
    borders = line.dryer.borders
    web = celsius(profile.temperature)
    for zone, begin, end in zip(
        line.dryer.zones, borders[:-1], borders[1:], strict=True
    ):
        air = celsius(zone.air.temperature)
        middle = 0.5 * (begin + end)
        above = float(np.interp(middle, profile.position, web)) <= air
        ax.plot([begin, end], [air, air], color=VERMILLION, lw=1.6, ls=(0, (4, 1.5)))
        ax.annotate(
            f"{zone.name}, air {air:.0f} °C",
            (middle, air),
            xytext=(0, 7 if above else -8),
            textcoords="offset points",
            ha="center",
            color=VERMILLION,
            **SMALL,
        )
    ax.plot(profile.position, web, color=BLUE, lw=2.0)
    inside = np.abs(profile.position / line.dryer.length - 0.5) < 0.4
    airs = [celsius(line.dryer.zones[i].air.temperature) for i in profile.zone_number]
    place = int(np.argmax(np.where(inside, np.array(airs) - web, -np.inf)))
    ax.annotate(
        "web",
        (profile.position[place], web[place]),
        xytext=(8, -8),
        textcoords="offset points",
        color=BLUE,
        **SMALL,
    )
    hottest = max(celsius(zone.air.temperature) for zone in line.dryer.zones)
    top = max(hottest, celsius(profile.temperature.max()))
    ax.set_ylim(0.0, 1.18 * top)
    ax.set_ylabel("temperature\n[°C]")


def _draw_solvent(ax, run):
    profile, coating = run.profile, run.line.web.coating
    low = min(float(profile.solvent.min()), run.line.limit * coating.solid_mass)
    low = max(low, LEAST_SHOWN * coating.start)  # air without vapour leaves nothing
    for face, solvent in enumerate(profile.solvent):
        colour, style = STYLES[face]
        ax.plot(
            profile.position,
            solvent / GRAM,
            color=colour,
            ls=style,
            lw=2.0,
            gid=FACES[face],
        )
        if len(profile.solvent) > 1:
            _name(
                ax,
                profile.position,
                solvent / GRAM,
                FACES[face],
                colour,
                0.2 + face / 5,
            )
    limit = run.line.limit * coating.solid_mass / GRAM
    ax.axhline(limit, color=GREY, lw=1.0, ls=(0, (1, 1.5)))
    ax.set_yscale("log")
    ax.set_ylim(0.6 * low / GRAM, 2.2 * coating.start / GRAM)
    ax.annotate(
        f"limit, {run.line.limit / PPM:.0f} ppm of the dry coating",
        (0.006, limit),
        xycoords=("axes fraction", "data"),
        xytext=(0, -7),
        textcoords="offset points",
        color=GREY,
        **SMALL,
    )
    ax.set_ylabel(f"{coating.solvent.name} left\n[g/m², one face]")


def _draw_rate(ax, run):
    profile = run.profile
    for face, rate in enumerate(profile.rate):
        colour, style = STYLES[face]
        ax.plot(profile.position, rate / GRAM, color=colour, ls=style, lw=2.0)
    ax.axhline(0.0, color=GREY, lw=0.8)
    low, high = float(profile.rate.min()) / GRAM, float(profile.rate.max()) / GRAM
    ax.set_ylim(min(1.15 * low, 0.0), 1.12 * high)
    ax.set_ylabel("evaporates\n[g/(m² s)]")


def _draw_binder(ax, run):
    highest = 1.0
    for face, migration in enumerate(run.migrations):
        if migration is None:
            continue
        colour, style = STYLES[face]
        way = migration.time * run.profile.speed
        ax.plot(way, migration.enrichment, color=colour, ls=style, lw=2.0)
        last = float(migration.enrichment[-1])
        highest = max(highest, last)
        ax.plot(way[-1], last, "o", color=colour, ms=4.5)
        words = ax.annotate(
            f"{last:.2f} when the particles touch",
            (way[-1], last),
            xytext=(8, -2),
            textcoords="offset points",
            color=colour,
            **SMALL,
        )
        _clear(words)
    ax.set_ylim(0.0, 1.2 * highest)
    ax.axhline(1.0, color=GREY, lw=1.0, ls=(0, (1, 1.5)))
    ax.annotate(
        "even",
        (0.994, 1.0),
        xycoords=("axes fraction", "data"),
        xytext=(0, 6),
        textcoords="offset points",
        ha="right",
        color=GREY,
        **SMALL,
    )
    ax.set_ylabel("binder, surface\nover mean")


def _name(ax, x, y, words, colour, share):
    """`words` beside the line at a share of its length."""
    place = share * float(x[-1])
    ax.annotate(
        words,
        (place, float(np.interp(place, x, y))),
        xytext=(0, 8),
        textcoords="offset points",
        ha="center",
        color=colour,
        **SMALL,
    )
