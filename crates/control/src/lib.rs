//! hyades-control.
