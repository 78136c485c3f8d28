"""The page Plans, an answer: what each kind of plan shows of it.

common   the answer in words, figures beside today's, what would have to give
week     a dry room's week: set points, money, limits
line     settings of a line: candidates, figures, limits
day      a day of ovens: loads over time, money, coils
recipe   a post-drying recipe, in short: it has a page of its own
"""

from dashboard.results import found_plans
from dashboard.show_plans.common import headline
from dashboard.show_plans.day import day
from dashboard.show_plans.line import line
from dashboard.show_plans.recipe import recipe
from dashboard.show_plans.week import week

__all__ = ["SHOWN", "headline"]
SHOWN = {
    found_plans.WEEK: week,
    found_plans.LINE: line,
    found_plans.DAY: day,
    found_plans.RECIPE: recipe,
}
