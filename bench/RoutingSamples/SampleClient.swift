import Conversations

/// The clients whose requests are played.
public enum SampleClient: String, Sendable, CaseIterable {
  /// Claude Code.
  case claude
  /// A program with Anthropic's SDK.
  case sdk
  /// Codex.
  case codex
  /// A program with OpenAI's SDK that speaks Responses.
  case responses
  /// aider, which has no tools.
  case aider
  /// An agent that speaks chat completions, such as OpenCode.
  case chat
  /// A program that speaks to Ollama.
  case ollama

  /// The dialect it speaks.
  public var dialect: DialectName {
    switch self {
    case .claude, .sdk: .anthropicMessages
    case .codex, .responses: .openAIResponses
    case .aider, .chat: .openAIChat
    case .ollama: .ollamaChat
    }
  }

  /// The model it asks for where nothing else is said.
  var model: String {
    switch self {
    case .claude, .sdk: "claude-opus-5-5"
    case .codex, .responses: "gpt-6.1"
    case .aider, .chat: "gpt-5.5"
    case .ollama: "qwen3:30b"
    }
  }

  /// How many tools it offers where nothing else is said.
  var toolCount: Int {
    switch self {
    case .claude: 12
    case .codex: 9
    case .chat: 10
    case .sdk, .responses, .aider, .ollama: 0
    }
  }

  /// How long its system prompt is where nothing else is said, in bytes.
  var systemBytes: Int {
    switch self {
    case .claude: 6_000
    case .codex: 17_000
    case .aider: 4_000
    case .chat: 9_000
    case .sdk, .responses, .ollama: 0
    }
  }

  /// What it calls itself.
  var userAgent: String {
    switch self {
    case .claude: "claude-cli/2.1.327 (external, cli)"
    case .sdk: "Anthropic/Python 2.10.0"
    case .codex: "codex-tui/0.163.0 (Linux; x86_64)"
    case .responses: "OpenAI/Python 3.51.0"
    case .aider: "litellm/1.80.0"
    case .chat: "opencode/1.2.0"
    case .ollama: "ollama-python/0.6.0"
    }
  }
}
