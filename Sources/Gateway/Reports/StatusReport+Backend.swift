extension StatusReport {
  /// A backend and how it does.
  public struct Backend: Sendable, Equatable {
    /// Its name in the configuration.
    public var name: String
    /// What it is.
    public var kind: String
    /// Where it is.
    public var url: String
    /// Whether it runs on this machine or this network.
    public var isLocal: Bool
    /// How it was found when it was last asked.
    public var state: ModelsReport.State
    /// Since when it has been down; nil where it is not, or nobody knows.
    public var downSince: Timestamp?
    /// What is wrong, in words; nil where nothing is.
    public var problem: String?
    /// What holds all of its models back; nil where nothing does.
    public var hold: Hold?
    /// Its models of which there is something to say: those that are loaded, and those that were asked.
    public var models: [Model]
    /// Requests it is working on.
    public var inFlight: Int
    /// Requests that wait for a place at it.
    public var waiting: Int
    /// The most it works on at a time; nil where there is no limit.
    public var places: Int?
    /// How many of its keys are left alone for a time, where it has several.
    public var heldKeys: Int
    /// What the operator allows it.
    public var quotas: [Quota]
    /// What went wrong last; nil where nothing has.
    public var lastError: Failure?

    /// A backend of which nothing but its name is known.
    public init(name: String, kind: String, url: String, isLocal: Bool, state: ModelsReport.State) {
      (self.name, self.kind, self.url, self.isLocal, self.state) = (name, kind, url, isLocal, state)
      (models, quotas) = ([], [])
      (inFlight, waiting, heldKeys) = (0, 0, 0)
    }
  }

  /// A model at a backend.
  public struct Model: Sendable, Equatable {
    /// Its id there.
    public var name: String
    /// Whether it is loaded and ready.
    public var isLoaded: Bool
    /// Prompt and answer together, in tokens; nil where nobody knows.
    public var window: Int?
    /// How the window came to be known, as in `ctxgw models`.
    public var windowSource: String?
    /// What holds it back; nil where nothing does.
    public var hold: Hold?
    /// Failures in a row, of those that open its breaker.
    public var failures: Double
    /// How long its first event takes of late, in milliseconds; nil where nobody knows.
    public var firstEventMilliseconds: Double?
    /// How many tokens it generates in a second of late; nil where nobody knows.
    public var tokensPerSecond: Double?
    /// What its vendor said is left, with its last answer.
    public var limits: [Limit]

    /// A model of which nothing is known but whether it is loaded.
    public init(name: String, isLoaded: Bool) {
      (self.name, self.isLoaded, failures, limits) = (name, isLoaded, 0, [])
    }
  }

  /// What keeps requests from a target.
  public struct Hold: Sendable, Equatable {
    /// What state it is in.
    public enum State: String, Sendable, CaseIterable {
      /// Nothing is sent there.
      case open
      /// One request at a time is, to see how it does.
      case halfOpen = "half-open"
    }

    /// What state it is in.
    public var state: State
    /// Until when; nil where nobody knows.
    public var until: Timestamp?
    /// Why, in words.
    public var reason: String

    /// A hold.
    public init(state: State, until: Timestamp?, reason: String) {
      (self.state, self.until, self.reason) = (state, until, reason)
    }
  }

  /// What the operator allows a backend in a window of time.
  public struct Quota: Sendable, Equatable {
    /// What is counted.
    public enum Unit: String, Sendable, CaseIterable {
      /// Tokens of prompts and answers.
      case tokens
      /// Requests.
      case requests
      /// Money, in the currency of the prices.
      case money
    }

    /// The window, such as `5h`.
    public var window: String
    /// What is counted.
    public var unit: Unit
    /// What has been used.
    public var used: Double
    /// What may be used.
    public var limit: Double
    /// When there is room again; nil where there is.
    public var roomAt: Timestamp?

    /// A quota.
    public init(window: String, unit: Unit, used: Double, limit: Double, roomAt: Timestamp?) {
      (self.window, self.unit, self.used, self.limit, self.roomAt) = (window, unit, used, limit, roomAt)
    }
  }

  /// What a vendor says is left of one of its limits.
  public struct Limit: Sendable, Equatable {
    /// What is limited, such as `requests` or `input-tokens`.
    public var name: String
    /// The part that is left, from 0 to 1.
    public var remaining: Double
    /// When it is whole again; nil where the vendor does not say.
    public var resetsAt: Timestamp?

    /// A limit.
    public init(name: String, remaining: Double, resetsAt: Timestamp?) {
      (self.name, self.remaining, self.resetsAt) = (name, remaining, resetsAt)
    }
  }

  /// A failure of a backend.
  public struct Failure: Sendable, Equatable {
    /// When.
    public var at: Timestamp
    /// The model it was asked for; nil where it was none in particular.
    public var model: String?
    /// The class of the failure, such as `overloaded`.
    public var type: String
    /// What happened, in words.
    public var message: String

    /// A failure.
    public init(at: Timestamp, model: String?, type: String, message: String) {
      (self.at, self.model, self.type, self.message) = (at, model, type, message)
    }
  }
}
