"""Figures of the data plane: gateway and database proxy beside HAProxy, ProxySQL and MySQL Router."""
