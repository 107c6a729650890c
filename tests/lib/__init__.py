"""What the tests share: a deployment of their own, clients for it, waiting on predicates."""
