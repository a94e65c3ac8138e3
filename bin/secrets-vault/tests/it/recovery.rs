//! Picture or PIN is lost, or is to be another one; and so is the e-mail address.

mod change;
mod codes;
mod email;
mod reset;
mod world;
