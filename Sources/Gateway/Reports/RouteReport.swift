/// Where a request would go, and why, without its being sent: `ctxgw route`.
public struct RouteReport: Sendable, Equatable {
  /// A dialect that clients speak, in the word of the command line.
  public enum Dialect: String, Sendable, CaseIterable {
    case anthropic, openai, responses, ollama
  }

  /// What a rule of the classifier found.
  public struct Evidence: Sendable, Equatable {
    /// The rule's name.
    public var rule: String
    /// How much it counts; what speaks for an easy task is negative.
    public var weight: Int
    /// What was found.
    public var finding: String

    /// Evidence.
    public init(rule: String, weight: Int, finding: String) {
      self.rule = rule
      self.weight = weight
      self.finding = finding
    }
  }

  /// A target in its turn, and what it would be sent.
  public struct Target: Sendable, Equatable {
    /// What becomes of a request for it.
    public enum Plan: Sendable, Equatable {
      /// It goes out as it came.
      case untouched
      /// It is made to fit.
      case fitted(PromptReport)
      /// It cannot be sent there, and why.
      case refused(String)
    }

    /// The target as `backend/model`.
    public var name: String
    /// Whether it runs on this machine or this network.
    public var isLocal: Bool
    /// Its window in tokens; nil where nobody knows.
    public var window: Int?
    /// How the window came to be known: `loaded`, `configured`, `table` or `assumed`; nil where nobody knows it.
    public var windowSource: String?
    /// What it would be sent.
    public var plan: Plan

    /// A target.
    public init(name: String, isLocal: Bool, window: Int?, windowSource: String?, plan: Plan) {
      self.name = name
      self.isLocal = isLocal
      self.window = window
      self.windowSource = windowSource
      self.plan = plan
    }
  }

  /// A target that would not be tried.
  public struct Skipped: Sendable, Equatable {
    /// The target, or as the policy writes it.
    public var target: String
    /// What is in its way, in a word.
    public var cause: String
    /// The same in words.
    public var reason: String

    /// A target that would not be tried.
    public init(target: String, cause: String, reason: String) {
      self.target = target
      self.cause = cause
      self.reason = reason
    }
  }

  /// The model that the request asks for.
  public var model: String
  /// What it is for.
  public var kind: String
  /// By which mark that was seen.
  public var mark: String
  /// How hard it is.
  public var complexity: String
  /// What speaks for that, weightiest first.
  public var evidence: [Evidence] = []
  /// The policy.
  public var policy: String
  /// The tier; nil where the request names its target, or goes nowhere.
  public var tier: String?
  /// The rule that chose; nil where none did.
  public var rule: String?
  /// Where that stands, as `file:line`; nil for what stands in no file.
  public var place: String?
  /// Whether nothing of it may leave this machine and its network.
  public var isLocalOnly = false
  /// What else there is to say.
  public var notes: [String] = []
  /// The targets, in the order in which they would be tried.
  public var targets: [Target] = []
  /// Those that would not be tried.
  public var skipped: [Skipped] = []
  /// Why it goes nowhere; nil where it goes somewhere.
  public var failure: String?

  /// A report of a request that has not been routed yet.
  public init(model: String, kind: String, mark: String, complexity: String, policy: String) {
    self.model = model
    self.kind = kind
    self.mark = mark
    self.complexity = complexity
    self.policy = policy
  }
}
