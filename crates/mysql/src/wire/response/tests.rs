mod chunks;
mod cost;
mod recorded;
mod synthetic;
mod transcript;
