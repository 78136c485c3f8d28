"""The work-precision picture of README: error over time, both exposures."""

from bench_cases import ALLOWED, TITLES
from bench_exposure import AT_ALL

from scenarios.pictures import BLUE, DOTS_PER_INCH, GREEN, GREY, VERMILLION

# Okabe and Ito: told apart by colour-blind eyes; markers serve grey prints
STYLES = {  # colour, marker, line width; name, its offset from where it stands
    "kernel": (BLUE, "o", 2.4, "this solver, 16 cells", (-8, -10), "right"),
    "CVODE": (VERMILLION, "s", 1.4, "CVODE,\nband", (0, 13), "center"),
    "scipy BDF": (GREEN, "^", 1.4, "scipy BDF,\nsparse", (8, 3), "left"),
    "IDAKLU": ("#A6497F", "D", 1.4, "PyBaMM\nIDAKLU", (8, 3), "left"),
    "IDAKLU in C": ("#B87D00", "v", 1.4, "the same,\nin C", (-8, 0), "right"),
}
OTHER = {"lw": 0.9, "alpha": 0.6, "zorder": 2}  # other meshes of this project's solver
TEXT = {"textcoords": "offset points", "fontsize": 8.0, "va": "center"}


def figure(curves, other):
    """A matplotlib Figure of `curves`, lists of Curve by exposure.

    `other` holds curves of this project's solver on other meshes, (cells, Curve) by
    exposure.
    """
    from matplotlib.figure import Figure

    picture = Figure(figsize=(9.0, 4.6), layout="constrained")
    axes = picture.subplots(1, 2, sharex=True, sharey=True)
    for ax, (name, own) in zip(axes, curves.items(), strict=True):
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.axhline(100.0 * ALLOWED, color=GREY, lw=0.9, ls=(0, (4, 3)), zorder=1)
        for cells, curve in other[name]:
            x, y = _course(curve)
            ax.plot(x, y, color=BLUE, **OTHER)
            if ax is axes[0]:
                at = y.index(min(y))
                ax.annotate(
                    f"{cells} cells",
                    (x[at], y[at]),
                    (-4, -7),
                    color=BLUE,
                    ha="right",
                    **TEXT,
                )
        for curve in own:
            if curve.solver.name not in STYLES or not curve.rows:
                continue
            colour, marker, width, label, off, side = STYLES[curve.solver.name]
            x, y = _course(curve)
            at = y.index(min(y) if curve.solver.name == "kernel" else max(y))
            ax.plot(x, y, color=colour, marker=marker, ms=4.0, lw=width, zorder=3)
            if ax is axes[0]:
                ax.annotate(label, (x[at], y[at]), off, color=colour, ha=side, **TEXT)
        ax.set_title(TITLES[name].replace(" (", "\n("), fontsize=9.5, loc="left")
        ax.grid(which="major", color="#E3E3E3", lw=0.6)
        ax.spines[["top", "right"]].set_visible(False)
        ax.set_xlabel("processor time of one exposure [ms]")
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g} %")
    axes[0].set_ylabel("largest error of the mean water, of its change")
    return picture


def _course(curve):
    """Milliseconds and errors [%] of a curve, one value per tolerance."""
    return (
        [1e3 * row.seconds for row in curve.rows],
        [100.0 * abs(row.off[AT_ALL]) for row in curve.rows],
    )


def save(path, curves, other):
    """Write the figure to `path`."""
    figure(curves, other).savefig(path, dpi=DOTS_PER_INCH)
