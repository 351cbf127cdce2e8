#include "server/command/command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <ostream>

namespace jingwei::server {

using data::Store;

namespace {

/// Options of a command are kept by its callback.
template <class Options> std::shared_ptr<Options> keep() {
    return std::make_shared<Options>();
}

struct StorePath {
    std::string db;
};

struct BackupOptions {
    std::string db, target;
};

struct AccountOptions {
    std::string db, name, password, scope = "read", label;
};

void check(const std::string &db, CommandContext &context) {
    const auto store = Store::open(db, Store::Mode::read_only);
    const std::vector<data::Finding> findings = store->check();
    for (const data::Finding &finding : findings) {
        context.out << finding.check << ": " << finding.what << '\n';
    }
    context.out << (findings.empty() ? "clean\n" : std::to_string(findings.size()) + " findings\n");
    context.exit_code = findings.empty() ? 0 : 1;
}

std::string password_from(const AccountOptions &options) {
    if (!options.password.empty()) {
        return options.password;
    }
    std::string line;
    if (!std::getline(std::cin, line) || line.empty()) {
        throw Error(ErrorCode::bad_call, "a password is needed: write it to standard input, or give --password");
    }
    return line;
}

} // namespace

void add_init_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("init", "Create an empty store");
    const auto options = keep<StorePath>();
    command->add_option("db", options->db, "the store to create")->required();
    command->callback([options, &context] {
        Store::init(options->db);
        context.out << "created " << options->db << '\n';
    });
}

void add_check_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("check", "Verify integrity, foreign keys, spatial indexes and the coverage");
    const auto options = keep<StorePath>();
    command->add_option("db", options->db, "the store")->required();
    command->callback([options, &context] { check(options->db, context); });
}

void add_backup_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("backup", "Make a consistent copy, also while the store is served");
    const auto options = keep<BackupOptions>();
    command->add_option("db", options->db, "the store")->required();
    command->add_option("file", options->target, "the copy; must not exist")->required();
    command->callback([options, &context] {
        Store::open(options->db, Store::Mode::read_only)->backup(options->target);
        context.out << "copied " << options->db << " to " << options->target << '\n';
    });
}

void add_user_command(CLI::App &app, CommandContext &context) {
    CLI::App *user = app.add_subcommand("user", "Accounts")->require_subcommand(1);
    CLI::App *command = user->add_subcommand("add", "Add an account");
    const auto options = keep<AccountOptions>();
    command->add_option("db", options->db, "the store")->required();
    command->add_option("name", options->name, "name of the account")->required();
    command->add_option("--scope", options->scope, "read, write or admin")
        ->check(CLI::IsMember({"read", "write", "admin"}))
        ->capture_default_str();
    command->add_option("--password", options->password, "else the first line of standard input");
    command->callback([options, &context] {
        const std::string password = password_from(*options);
        Store::open(options->db, Store::Mode::read_write)
            ->add_account(context.actor(), options->name, password, options->scope);
        context.out << "added account " << options->name << " (" << options->scope << ")\n";
    });
}

void add_key_command(CLI::App &app, CommandContext &context) {
    CLI::App *key = app.add_subcommand("key", "Keys of accounts")->require_subcommand(1);
    CLI::App *command = key->add_subcommand("add", "Make a key; it is shown once");
    const auto options = keep<AccountOptions>();
    command->add_option("db", options->db, "the store")->required();
    command->add_option("account", options->name, "whose key")->required();
    command->add_option("--label", options->label, "what the key is for")->default_str("key");
    command->callback([options, &context] {
        const std::string label = options->label.empty() ? "key" : options->label;
        const auto store = Store::open(options->db, Store::Mode::read_write);
        context.out << store->add_key(context.actor(), options->name, label) << '\n';
        context.err << "Keep this key: only its hash is stored. Send it as 'Authorization: Bearer KEY'.\n";
    });
}

} // namespace jingwei::server
