#pragma once

#include "server/json_writer.hpp"
#include "server/service/locate_service.hpp"

#include <span>

/// People, vacancies and chains of units as JSON.
namespace jingwei::server {

/// An array of people with their roles; with `theme`, each with the level of the unit they answer for.
void write_people(JsonWriter &json, std::span<const data::Responsible> people, const data::ThemeWorld *theme, bool phones);

/// An array of the codes of roles.
void write_roles(JsonWriter &json, std::span<const data::Role *const> roles);

/// The members of a vacancy: role, role_name, minimum, held, missing.
void write_vacancy(JsonWriter &json, const data::Vacancy &vacancy);

/// An array of the units above, each with its people.
void write_chain(JsonWriter &json, const data::ThemeWorld &theme, std::span<const ChainLink> chain, bool phones);

} // namespace jingwei::server
