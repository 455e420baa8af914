#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A process this one has started.
struct ChildProcess {
  /// How a process ended.
  enum Ending: Equatable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)

    /// The status with which a program ends that stands for it: a shell's convention.
    var status: Int32 {
      switch self {
      case .exited(let status): status
      case .killed(let signal): 128 + signal
      }
    }
  }

  /// Its number.
  let id: pid_t

  /// Starts a program, found on the `PATH` unless a slash is in its name, with no signal held back or ignored.
  ///
  /// - Parameters:
  ///   - variables: what its environment has besides this one's, or instead.
  ///   - output: a file descriptor for all it says; nil for this process's own streams. Given one, it stands by itself: it
  ///     reads nothing, and what is typed at the terminal does not reach it as a signal.
  static func start(
    _ program: String, _ arguments: [String], variables: [(name: String, value: String)] = [],
    output: CInt? = nil
  ) throws(LaunchError) -> ChildProcess {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    setSignals(of: &attributes, inOwnGroup: output != nil)
    if let output {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output, 1)
      posix_spawn_file_actions_adddup2(&actions, output, 2)
    }
    var id = pid_t()
    let failure = withCStrings([program] + arguments) { words in
      withCStrings(environment(with: variables)) { environment in
        posix_spawnp(&id, program, &actions, &attributes, words, environment)
      }
    }
    guard failure == 0 else { throw LaunchError(program: program, code: failure) }
    return ChildProcess(id: id)
  }

  /// How it has ended; nil while it runs. To be asked no more once it has told.
  func ending() -> Ending? {
    var status: CInt = 0
    guard waitpid(id, &status, WNOHANG) == id else { return nil }
    // The macros of <sys/wait.h>, which do not come over: the low seven bits are the signal.
    let signal = status & 0x7f
    return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal)
  }

  /// Sends it a signal.
  func send(_ signal: CInt) { kill(id, signal) }

  private static func setSignals(of attributes: inout posix_spawnattr_t, inOwnGroup: Bool) {
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    if inOwnGroup { flags |= POSIX_SPAWN_SETPGROUP }
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  private static func environment(with variables: [(name: String, value: String)]) -> [String] {
    var lines: [String] = []
    var place = environ
    while let line = place.pointee {
      lines.append(String(cString: line))
      place += 1
    }
    let names = Set(variables.map(\.name))
    lines.removeAll { line in line.firstIndex(of: "=").map { names.contains(String(line[..<$0])) } ?? false }
    return lines + variables.map { "\($0.name)=\($0.value)" }
  }

  /// The texts as C's array of strings, which a null ends.
  private static func withCStrings<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let strings = texts.map { strdup($0) }
    defer { for string in strings { free(string) } }
    return body(strings + [nil])
  }
}

/// Why a program could not be started.
struct LaunchError: Error, Equatable, CustomStringConvertible {
  /// The program.
  let program: String
  /// The system's error number.
  let code: CInt

  /// The status a shell ends with for this: 127 for a program that is not there, 126 for one that cannot be run.
  var status: Int32 { code == ENOENT ? 127 : 126 }

  var description: String {
    code == ENOENT
      ? "there is no '\(program)' on your PATH; install it first"
      : "cannot start '\(program)': \(String(cString: strerror(code)))"
  }
}
