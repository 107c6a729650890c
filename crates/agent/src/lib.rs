//! hyades-agent.
