"""Which activities go together, and where could a cluster move next? (relatedness; Hidalgo and Hausmann)

portfolios = [{"laser", "optics"}, {"optics", "sensors"}, ...]      # what each company, or each project, does
space = space_of(portfolios)                                        # presence and proximity
moves = next_moves(space, companies={"Firm": {"optics"}})   # the companies of a cluster

Sources (general knowledge of the formulas; the small matrix in the tests is worked out by hand):
- proximity and density: Hidalgo, Klinger, Barabási & Hausmann, "The Product Space Conditions the Development of Nations",
  Science 317, 2007 (https://arxiv.org/abs/0708.2090)
- method of reflections: Hidalgo & Hausmann, "The building blocks of economic complexity", PNAS 106, 2009 (https://arxiv.org/abs/0909.3890)
- indices by eigenvector, opportunity value: Hausmann, Hidalgo et al., The Atlas of Economic Complexity, 2014
- relatedness and smart specialisation: Balland, Boschma, Crespo & Rigby, Regional Studies 53, 2019
- revealed comparative advantage: Balassa, The Manchester School 33, 1965
"""

from grappe.engines.valuechain.complexity import Complexity, complexity, reflections
from grappe.engines.valuechain.moves import Enabler, Move, Together, next_moves
from grappe.engines.valuechain.relatedness import (
    Space,
    density,
    opportunity_gain,
    opportunity_value,
    presence,
    proximity,
    revealed_advantage,
    space_of,
)

__all__ = [
    "Complexity",
    "Enabler",
    "Move",
    "Space",
    "Together",
    "complexity",
    "density",
    "next_moves",
    "opportunity_gain",
    "opportunity_value",
    "presence",
    "proximity",
    "reflections",
    "revealed_advantage",
    "space_of",
]
