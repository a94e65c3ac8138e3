//! Picture or PIN is lost, or is to be another one.

mod reset;
mod world;
