"""Whether answers can be trusted: the same query asked of several engines, and of one engine in several ways.

    python -m kg.trials questions      each stored question, with the values that its tests give to parameters, must
                                       have the same rows in every engine, each as often
    python -m kg.trials queries        made-up queries must keep the partition law in each engine, and have the same
                                       rows in all of them

Both end with a count, and with exit status 1 where something does not hold that `differences.toml` does not explain.
"""
