//! hyades-agent-api.
