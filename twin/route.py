"""Route: the directed graph of stations, and what is wrong with it.

Each electrode walks from its first station along the edges that are for it. The two
branches of a cell merge in its assembly; others may end anywhere. Rework edges stand
apart: they lead from a check back to a station that the coil has passed on its way.
"""

from itertools import pairwise

import networkx as nx

from twin.scenario import (
    AssemblySpec,
    CheckSpec,
    CoaterSpec,
    CutterSpec,
    Scenario,
    SlitterSpec,
)

ONCE = (CoaterSpec, SlitterSpec, CutterSpec)  # what a coil can pass but once


class Route:
    """Which station follows which, for each electrode."""

    def __init__(self, scenario: Scenario):
        self.graph = nx.DiGraph()
        self.graph.add_nodes_from(scenario.stations)
        for edge in scenario.route:
            own = set(edge.electrodes or scenario.electrodes)
            if self.graph.has_edge(edge.origin, edge.target):
                own |= self.graph.edges[edge.origin, edge.target]["electrodes"]
            self.graph.add_edge(edge.origin, edge.target, electrodes=own)
        self._after = {
            (origin, electrode): target
            for origin, target, own in self.graph.edges(data="electrodes")
            for electrode in own
        }

    def after(self, station: str, electrode: str) -> str | None:
        """The station that follows `station` for an electrode; None: the last."""
        return self._after.get((station, electrode))

    def of(self, electrode: str) -> nx.DiGraph:
        """The graph of the edges that are for one electrode."""
        edges = [
            (origin, target)
            for origin, target, own in self.graph.edges(data="electrodes")
            if electrode in own
        ]
        graph = nx.DiGraph()
        graph.add_nodes_from(self.graph)
        graph.add_edges_from(edges)
        return graph

    def path(self, first: str, electrode: str) -> list[str]:
        """The stations of an electrode from its first to its last."""
        stations = [first]
        while (following := self.after(stations[-1], electrode)) is not None:
            if following in stations:
                break  # a cycle, which `faults` names
            stations.append(following)
        return stations


def paths(scenario: Scenario) -> dict[str, list[str]]:
    """The way of each electrode whose first station exists."""
    route = Route(scenario)
    return {
        name: route.path(spec.first_station, name)
        for name, spec in scenario.electrodes.items()
        if spec.first_station in scenario.stations
    }


def faults(scenario: Scenario) -> list[str]:
    """Everything that is wrong with the route and its rework edges, in plain words."""
    found = _unknown_names(scenario)
    if found:  # the rest would only repeat it
        return found
    route = Route(scenario)
    for electrode in scenario.electrodes:
        found += _branch_faults(scenario, route, electrode)
    reached = set().union(*paths(scenario).values())
    found += [
        f"no coil reaches {name!r}; lead the route there or take it out"
        for name in scenario.stations
        if name not in reached
    ]
    found += _merging_faults(scenario, route)
    return found + _rework_faults(scenario)


def _listed(names):
    return ", ".join(names) or "none"


def _unknown_names(scenario):
    stations, electrodes = _listed(scenario.stations), _listed(scenario.electrodes)
    found = []
    for edge in scenario.route:
        for name, where in (
            (edge.target, f"after {edge.origin!r} comes {edge.target!r}"),
            (edge.origin, f"before {edge.target!r} comes {edge.origin!r}"),
        ):
            if name not in scenario.stations:
                found.append(
                    f"{where}, which is not a station; the stations are {stations}"
                )
        found += [
            f"the edge from {edge.origin!r} to {edge.target!r} is for {name!r}, which "
            f"is not an electrode; the electrodes are {electrodes}"
            for name in edge.electrodes
            if name not in scenario.electrodes
        ]
    for rule in scenario.rework:
        found += [
            f"rework from {rule.origin!r} to {rule.target!r}: {name!r} is not a "
            f"station; the stations are {stations}"
            for name in (rule.origin, rule.target)
            if name not in scenario.stations
        ]
        if rule.electrode is not None and rule.electrode not in scenario.electrodes:
            found.append(
                f"rework from {rule.origin!r} to {rule.target!r} is for "
                f"{rule.electrode!r}, which is not an electrode; the electrodes are "
                f"{electrodes}"
            )
    found += [
        f"electrode {name!r} begins at {spec.first_station!r}, which is not a station; "
        f"the stations are {stations}"
        for name, spec in scenario.electrodes.items()
        if spec.first_station not in scenario.stations
    ]
    return found


def _branch_faults(scenario, route, electrode):
    found = []
    graph = route.of(electrode)
    first = scenario.electrodes[electrode].first_station
    for name in graph:
        following = list(graph.successors(name))
        if len(following) > 1:
            found.append(
                f"after {name!r} {electrode} has {len(following)} ways to go "
                f"({_listed(following)}); name the electrodes of each edge so that one "
                "is left"
            )
    try:
        cycle = nx.find_cycle(graph)
    except nx.NetworkXNoCycle:
        cycle = []
    if cycle:
        around = " -> ".join([cycle[0][0], *(target for _, target in cycle)])
        found.append(
            f"the route of {electrode} runs in a circle: {around}; a way back is a "
            "rework edge with a limit of its own"
        )
    reachable = {first} | nx.descendants(graph, first)
    lost = [origin for origin, _ in graph.edges if origin not in reachable]
    only_here = [
        name for name in dict.fromkeys(lost) if name in _named_for(scenario, electrode)
    ]
    found += [
        f"{electrode} has an edge from {name!r}, where it never comes: its way begins "
        f"at {first!r}"
        for name in only_here
    ]
    return found


def _named_for(scenario, electrode):
    """Origins of the edges that name the electrode."""
    return {edge.origin for edge in scenario.route if electrode in edge.electrodes}


def _merging_faults(scenario, route):
    found = []
    assemblies = {
        name: spec
        for name, spec in scenario.stations.items()
        if isinstance(spec, AssemblySpec)
    }
    for name, spec in assemblies.items():
        following = list(route.graph.successors(name))
        if following:
            found.append(
                f"after {name!r} comes {_listed(following)}; at an assembly the coils "
                "have become cells, and the route ends"
            )
        if spec.cell is None:
            found.append(f"{name!r} has no cell design; it needs one")
    if not assemblies:
        return found
    for electrode, way in paths(scenario).items():
        last = way[-1]
        cell = assemblies[last].cell if last in assemblies else None
        if cell is not None and electrode not in (cell.anode, cell.cathode):
            found.append(
                f"{electrode} comes to {last!r}, whose cell is made of {cell.anode} "
                f"and {cell.cathode}"
            )
    ends = {electrode: way[-1] for electrode, way in paths(scenario).items()}
    for name, spec in assemblies.items():
        if spec.cell is None:
            continue
        sides = spec.cell.anode, spec.cell.cathode
        if sides[0] == sides[1]:
            found.append(f"the cell of {name!r} has {sides[0]} on both sides")
        found += [
            f"the branches do not merge: {name!r} needs {electrode}, which "
            + (
                f"ends at {ends[electrode]!r}"
                if electrode in ends
                else "does not exist"
            )
            for electrode in sides
            if ends.get(electrode) != name
        ]
    return found


def _rework_faults(scenario):
    found = []
    ways = paths(scenario)
    seen = {}
    for rule in scenario.rework:
        edge = f"rework from {rule.origin!r} to {rule.target!r}"
        if not isinstance(scenario.stations[rule.origin], CheckSpec):
            found.append(
                f"{edge} begins at a station that checks nothing; it begins at "
                "a moisture check"
            )
        if rule.at_most < 0:
            found.append(f"{edge}: at_most is {rule.at_most}; it is from 0 up")
        own = [rule.electrode] if rule.electrode else list(scenario.electrodes)
        passing = [name for name in own if rule.origin in ways.get(name, ())]
        if not passing:
            found.append(f"{edge}: {_listed(own)} never comes to {rule.origin!r}")
        for name in passing:
            before = ways[name][: ways[name].index(rule.origin)]
            if rule.target not in before:
                found.append(
                    f"{edge} does not lead back: on its way to {rule.origin!r} {name} "
                    f"passes {_listed(before)}"
                )
            else:
                again = before[before.index(rule.target) :]
                found += [
                    f"{edge} leads {name} through {station!r} a second time, which "
                    "cuts or coats it; lead back to a station after it"
                    for station in again
                    if isinstance(scenario.stations[station], ONCE)
                ]
            if (rule.origin, name) in seen:
                found.append(
                    f"at {rule.origin!r} {name} has two rework edges, to "
                    f"{seen[rule.origin, name]!r} and {rule.target!r}; keep one"
                )
            seen[rule.origin, name] = rule.target
    return found


def stations_in_order(scenario: Scenario) -> list[str]:
    """All stations so that each comes after those before it on any route."""
    graph = nx.DiGraph()
    graph.add_nodes_from(scenario.stations)
    for way in paths(scenario).values():
        graph.add_edges_from(pairwise(way))
    order = {name: i for i, name in enumerate(scenario.stations)}
    if not nx.is_directed_acyclic_graph(graph):  # two electrodes in opposite directions
        return list(order)
    return list(nx.lexicographical_topological_sort(graph, key=order.__getitem__))
