"""The demo town: an invented place in Fujian with customers, weather, readings and bills.

`command` is the door, `town` puts everything together: `roster` plans who lives there (`story`
first, then `archetype` quotas and `circumstance`), `simulation` runs loads and meters,
`billing_run` bills through the tariff engine, `truth` records what really happened.
"""
