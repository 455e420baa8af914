import Gateway
import Testing

@testable import CLI

@Suite("Help texts")
struct HelpPageTests {
  @Test("every command's page, as it is printed")
  func pages() {
    let pages = Self.pages(of: .root, path: ["ctxgw"]).joined(separator: "----\n")
    #expect(
      pages == #"""
        ctxgw: a local-first gateway between coding agents and models

        Usage: ctxgw COMMAND

        Every flag can be given as a variable too; 'ctxgw COMMAND --help' names them.

        Commands:
          serve     starts the gateway
          run       starts a client that speaks to the gateway
          env       prints what a client needs to speak to the gateway
          models    lists the models there are, configured and discovered
          doctor    looks at everything the gateway needs, and says what to do about what is wrong
          login     signs in at a vendor that takes no key
          token     issues, lists and takes back tokens for those who share the gateway
          sessions  lists, shows, exports and removes recorded sessions
          usage     sums up tokens as the backends reported them
          status    shows how the running gateway and its backends are
          reset     has the running gateway use again what it leaves alone after failures
          fit       makes a request fit a window and prints what would be forwarded
          tokens    counts the tokens of a request or a text as a model reads it
          version   prints the version
          help      explains a command
        ----
        ctxgw serve: starts the gateway

        Usage: ctxgw serve [--config FILE] [--listen HOST:PORT] [--db FILE] [--data DIR]

        Without a configuration Anthropic is used with the client's own credentials, and whatever local server
        answers on its usual port. Stop it with Ctrl-C. When its configuration changes, it is read again.

        Flags, and the variables that stand in for them:
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --db FILE           the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw run: starts a client that speaks to the gateway

        Usage: ctxgw run [--model NAME] [--config FILE] [--listen HOST:PORT] [--db FILE] [--data DIR] CLIENT [ARGS…]

        Starts the client with what 'ctxgw env' prints for it, and the gateway if none runs; that one ends with the client,
        and says what it has to say in gateway.log beside the database. What follows CLIENT goes to it as it is. Signals are
        passed on, and the client's status is this program's.

        Operands:
          CLIENT  claude, codex, aider, opencode or ollama, and its own words

        Flags, and the variables that stand in for them:
          --model NAME        the model it is to use (the client's own, or the one that is loaded); CTXGW_MODEL
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --db FILE           the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw env: prints what a client needs to speak to the gateway

        Usage: ctxgw env CLIENT [--model NAME] [--config FILE] [--listen HOST:PORT] [--data DIR]

        For claude, aider, openai and ollama, lines for a POSIX shell: eval "$(ctxgw env claude)". For codex and opencode,
        what belongs into their configuration; for vscode and jetbrains, what to do in their settings. With --model all of a
        client's requests go to that model, and the client is told of a window in which its own compaction does not get in
        the way of the gateway's. Without it Claude Code keeps its own models and login; the others get the one that is
        loaded.

        Operands:
          CLIENT  claude, codex, aider, opencode, openai, ollama, vscode, jetbrains

        Flags, and the variables that stand in for them:
          --model NAME        the model it is to use (the client's own, or the one that is loaded); CTXGW_MODEL
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw models: lists the models there are, configured and discovered

        Usage: ctxgw models [--json] [--config FILE] [--listen HOST:PORT] [--data DIR]

        NAME is what a client asks for; local models go by claude-local-… too, for Claude Code's picker. WINDOW is prompt
        and answer together, and how it is known: loaded (the server says so), configured, table (data/models.json) or
        assumed. Prices are dollars for a million tokens. A running gateway is asked; without one the backends are.

        Flags, and the variables that stand in for them:
          --json              JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw doctor: looks at everything the gateway needs, and says what to do about what is wrong

        Usage: ctxgw doctor [--probe] [--json] [--config FILE] [--listen HOST:PORT] [--db FILE] [--data DIR]

        The configuration, the program's own files, the store, the gateway, and each backend: whether it is reachable, its
        key is good, its models are there, their windows large enough for Claude Code and whether they take tools. With
        --probe a model of each is asked for a word, which vendors take a fraction of a cent for. Ends with status 1 if
        anything is broken.

        Flags, and the variables that stand in for them:
          --probe             asks a model of each backend for a word; CTXGW_PROBE
          --json              JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --db FILE           the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw login: signs in at a vendor that takes no key

        Usage: ctxgw login VENDOR [--config FILE] [--data DIR]

        For GitHub Copilot (kinds copilot, copilot-responses, copilot-anthropic), whose API is not a public one: use it at
        your own risk. The login is kept beside the store, readable by you alone.

        Operands:
          VENDOR  copilot

        Flags, and the variables that stand in for them:
          --config FILE  the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --data DIR     the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw token: issues, lists and takes back tokens for those who share the gateway

        Usage: ctxgw token [COMMAND]

        A token is shown as x-ctxgw-token, as a Bearer token or as x-api-key, and is good for asking models until its time is
        over. Everybody has to show one where server.auth_token is set, and is known by it where it is not. A running gateway
        knows of a change within a second.

        Commands:
          create  issues a token, and prints it this once
          list    lists the tokens that are good, and those that were during the last 30 days (when no command is named)
          revoke  takes a token back
        ----
        ctxgw token create: issues a token, and prints it this once

        Usage: ctxgw token create --name NAME [--ttl TIME] [--budget-tokens N] [--budget-money X] [--policy NAME] [--json]

        A budget is for the whole life of the token. Tokens of models are counted as backends report them, without what a
        cache has served; dollars by the prices that 'ctxgw models' shows.

        Flags, and the variables that stand in for them:
          --name NAME        what its holder is called, such as ci; CTXGW_NAME
          --ttl TIME         how long it is good, such as 8h, 30d (24h); CTXGW_TTL
          --budget-tokens N  the tokens of models that may be spent, such as 500K (no limit); CTXGW_BUDGET_TOKENS
          --budget-money X   the dollars that may be spent (no limit); CTXGW_BUDGET_MONEY
          --policy NAME      the policy its holder's requests follow (the gateway's)
          --json             JSON for programs instead of a page for people; CTXGW_JSON
        ----
        ctxgw token list: lists the tokens that are good, and those that were during the last 30 days

        Usage: ctxgw token list [--json]

        Flags, and the variables that stand in for them:
          --json  JSON for programs instead of a page for people; CTXGW_JSON
        ----
        ctxgw token revoke: takes a token back

        Usage: ctxgw token revoke NAME

        Operands:
          NAME  its name or id
        ----
        ctxgw sessions: lists, shows, exports and removes recorded sessions

        Usage: ctxgw sessions [COMMAND]

        Works with the gateway running or not. An ID may be shortened as long as it stays unambiguous.

        Commands:
          list    lists sessions, the latest first (when no command is named)
          show    shows what happened in a session
          export  writes a session's conversation out
          rm      removes a session and all that belongs to it alone
          prune   removes sessions whose last turn is longer ago than an age
        ----
        ctxgw sessions list: lists sessions, the latest first

        Usage: ctxgw sessions list [--limit N] [--since AGE] [--json] [--config FILE] [--db FILE] [--data DIR]

        Flags, and the variables that stand in for them:
          --limit N      the most sessions (20); CTXGW_LIMIT
          --since AGE    only sessions with a turn since, such as 7d (all); CTXGW_SINCE
          --json         JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE  the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --db FILE      the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR     the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw sessions show: shows what happened in a session

        Usage: ctxgw sessions show ID [--turn N] [--messages] [--json] [--config FILE] [--db FILE] [--data DIR]

        With --turn the prompt that was forwarded is shown block by block: where a block comes from (a message by
        its number, a part of it as 46.2), how much of it the model saw (full, capped, stub, dropped, digest), its
        tokens in the prompt and as the client sent it; a prompt that went out untouched has no blocks. With
        --messages what the model read of each as well; on a terminal long texts are cut, into a pipe they go whole.

        Operands:
          ID  the session's id, or its beginning

        Flags, and the variables that stand in for them:
          --turn N       only this turn, with its prompt (all); CTXGW_TURN
          --messages     the messages as well; CTXGW_MESSAGES
          --json         JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE  the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --db FILE      the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR     the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw sessions export: writes a session's conversation out

        Usage: ctxgw sessions export ID [--as FORMAT] [--config FILE] [--db FILE] [--data DIR]

        anthropic  the last request as it came: model, system, tools and messages, to be sent again
        openai     the same as a chat completions request
        markdown   the conversation with its last answer, to be read

        Operands:
          ID  the session's id, or its beginning

        Flags, and the variables that stand in for them:
          --as FORMAT    anthropic, openai or markdown (anthropic); CTXGW_AS
          --config FILE  the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --db FILE      the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR     the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw sessions rm: removes a session and all that belongs to it alone

        Usage: ctxgw sessions rm ID [--config FILE] [--listen HOST:PORT] [--db FILE] [--data DIR]

        Operands:
          ID  the session's id, or its beginning

        Flags, and the variables that stand in for them:
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --db FILE           the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw sessions prune: removes sessions whose last turn is longer ago than an age

        Usage: ctxgw sessions prune --older-than AGE [--config FILE] [--listen HOST:PORT] [--db FILE] [--data DIR]

        Flags, and the variables that stand in for them:
          --older-than AGE    how long ago the last turn must be, such as 30d; CTXGW_OLDER_THAN
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --db FILE           the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw usage: sums up tokens as the backends reported them

        Usage: ctxgw usage [--days N] [--by WHAT] [--backend NAME] [--model NAME] [--json] [--config FILE] [--db FILE] [--data DIR]

        Flags, and the variables that stand in for them:
          --days N        how many days back (7); CTXGW_DAYS
          --by WHAT       model, backend, day, session, tier or token (model); CTXGW_BY
          --backend NAME  only this backend (all); CTXGW_BACKEND
          --model NAME    only this model (all); CTXGW_MODEL
          --json          JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE   the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --db FILE       the database ($XDG_DATA_HOME/ctxgw/ctxgw.db); CTXGW_DB
          --data DIR      the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw status: shows how the running gateway and its backends are

        Usage: ctxgw status [--json] [--config FILE] [--listen HOST:PORT] [--data DIR]

        The word in front of a backend: ready, unasked (nothing was sent there yet), loading, trying (one request at a time,
        after failures), partly (some of its models are left alone), held (all are), full (what the operator allows it is
        used up), locked (it wants a key), foreign (something else answers) and down. 'ctxgw reset' lets go of what is held.

        Flags, and the variables that stand in for them:
          --json              JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw reset: has the running gateway use again what it leaves alone after failures

        Usage: ctxgw reset [BACKEND] [--json] [--config FILE] [--listen HOST:PORT] [--data DIR]

        Closes the circuit breakers of a backend and its models, or of all, and forgets how long vendors asked to be left
        alone. What the operator allows a backend (resilience.quota) is not touched.

        Operands:
          BACKEND  only this one

        Flags, and the variables that stand in for them:
          --json              JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE       the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --listen HOST:PORT  where the gateway listens (127.0.0.1:8484); CTXGW_LISTEN
          --data DIR          the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw fit: makes a request fit a window and prints what would be forwarded

        Usage: ctxgw fit FILE --window N [--model NAME] [--session-state FILE] [--json] [--config FILE] [--data DIR]

        Does with the body of a request to Anthropic's Messages API what the gateway would, and sends nothing anywhere. The
        fitted body goes to the standard output, the plan block by block to the standard error; --json makes one object of
        both. With --session-state the requests of a conversation can be fitted one after the other, each going on from the
        one before. How it is cut is up to policy.context in the configuration.

        Operands:
          FILE  the body, or - for the standard input

        Flags, and the variables that stand in for them:
          --window N            the tokens that prompt and answer may take together; CTXGW_WINDOW
          --model NAME          the model whose tokens are counted (the request's); CTXGW_MODEL
          --session-state FILE  keeps the conversation's state from request to request (none); CTXGW_SESSION_STATE
          --json                JSON for programs instead of a page for people; CTXGW_JSON
          --config FILE         the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml); CTXGW_CONFIG
          --data DIR            the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw tokens: counts the tokens of a request or a text as a model reads it

        Usage: ctxgw tokens FILE --model NAME [--json] [--data DIR]

        The body of a request to Anthropic's Messages API is counted by part, anything else as one text. The last lines
        say by which vocabulary or estimate, and how the model was found in the table. Nothing is sent anywhere.

        Operands:
          FILE  the file, or - for the standard input

        Flags, and the variables that stand in for them:
          --model NAME  the model, as a client names it; CTXGW_MODEL
          --json        JSON for programs instead of a page for people; CTXGW_JSON
          --data DIR    the program's own files (../data or ../share/ctxgw beside it); CTXGW_DATA
        ----
        ctxgw version: prints the version

        Usage: ctxgw version
        ----
        ctxgw help: explains a command

        Usage: ctxgw help [COMMAND…]

        Operands:
          COMMAND  the command's words

        """#)
  }

  private static func pages(of command: Command, path: [String]) -> [String] {
    [HelpPage(path: path, command: command).text]
      + command.subcommands.flatMap { pages(of: $0, path: path + [$0.name]) }
  }
}
