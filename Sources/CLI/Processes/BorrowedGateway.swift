import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A gateway to run a client through: one that is running anyway, or one started for it, which ends with it.
struct BorrowedGateway {
  /// How long one may take to start, in milliseconds, and how long to stop.
  private static let (startLimit, stopLimit) = (15_000, 10_000)
  /// Between two looks whether it is there, in milliseconds.
  private static let pause = 50

  /// The process started for it; nil where one was running.
  private let process: ChildProcess?

  /// Finds the gateway of a configuration, or starts one and waits until it takes requests.
  ///
  /// - Parameter flags: what it is started with.
  init(_ configuration: Configuration, flags: [String], _ signals: HeldSignals) throws {
    if try Self.isRunning(configuration) {
      process = nil
      return
    }
    let log = try GatewayLog.open(for: configuration)
    defer { close(log.descriptor) }
    let process = try ChildProcess.start(
      Self.program, ["serve"] + flags, output: log.descriptor)
    self.process = process
    do {
      try Self.awaitStart(of: process, configuration, log, signals)
    } catch GatewayStartError.ended(let log) {
      throw GatewayStartError.ended(log)
    } catch {
      giveBack(signals)
      throw error
    }
  }

  /// Stops a gateway that was started, and leaves alone one that was not.
  func giveBack(_ signals: HeldSignals) {
    guard let process else { return }
    process.send(SIGTERM)
    var left = Self.stopLimit
    while process.ending() == nil {
      // Killed by whatever, nothing it has settled is lost.
      if left <= 0 { process.send(SIGKILL) }
      _ = signals.next(withinMilliseconds: Self.pause)
      left -= Self.pause
    }
  }

  private static func awaitStart(
    of process: ChildProcess, _ configuration: Configuration, _ log: GatewayLog, _ signals: HeldSignals
  ) throws {
    for _ in 0..<(startLimit / pause) {
      if process.ending() != nil { throw GatewayStartError.ended(log) }
      if try isRunning(configuration) { return }
      if case .wish(let signal, _)? = signals.next(withinMilliseconds: pause) {
        throw GatewayStartError.interrupted(signal)
      }
    }
    throw GatewayStartError.silent(log)
  }

  private static func isRunning(_ configuration: Configuration) throws -> Bool {
    try Foreground.run { () async -> Result<Bool, any Error> in
      do {
        return .success(try await RunningGateway.version(of: configuration) != nil)
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// This program.
  private static var program: String {
    #if canImport(Darwin)
      CommandLine.arguments[0]
    #else
      "/proc/self/exe"
    #endif
  }
}

/// Why a gateway did not start.
enum GatewayStartError: Error, CustomStringConvertible {
  /// It has ended; its log says why.
  case ended(GatewayLog)
  /// It runs and answers nobody.
  case silent(GatewayLog)
  /// The user did not want to wait.
  case interrupted(CInt)

  var description: String {
    switch self {
    case .ended(let log): "the gateway did not start; \(log.path) ends with:\n\(log.end)"
    case .silent(let log): "the gateway does not answer; \(log.path) ends with:\n\(log.end)"
    case .interrupted: "interrupted"
    }
  }
}
