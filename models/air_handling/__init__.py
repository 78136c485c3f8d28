"""Air handling of a dry room: from outdoor air to supply air, and what that costs.

unit        AirHandling, SecondWheel: frozen values
sheet       the numbered flow sheet: states, energy by carrier, balances
limits      can the wheels do it?
wheel       the desiccant wheel: its balance, its control, its limit
parts       fans, coils, chiller, heaters, heat pump
streams     moist air that flows, is mixed, cooled, heated
control     how much air: constant, by people, by humidity, with set-back
climate     a synthetic year from annual means
reference   the published plant in 14 cities; annual_fit its six unknowns
bounds      how a wrong number is reported
"""
