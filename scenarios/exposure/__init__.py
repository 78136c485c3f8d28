"""How long a sample may wait in which air: `twin expose`.

schema      the keys of an exposure file; form: the few of them a page asks for
load        a file to a Plan, all faults at once
exposure    a sample in airs and wrappings: when it meets each limit
air_map     allowed times over dew point and temperature, dew points for a wait;
            air_map_text, air_map_picture: printed and drawn
answer      rows and words for one air
text        what is printed; picture: the same, drawn
"""
