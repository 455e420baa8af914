#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The file in which the issued tokens are kept with the key that signs them: in the user's data directory, and readable by
/// its owner alone. The gateway reads it, and `ctxgw token` writes it.
public struct TokenFile: Sendable, Equatable {
  /// The largest register that is read, in bytes: a thousand tokens have a quarter of it.
  private static let mostBytes = 1 << 20

  /// Its path.
  public let path: String

  private var file: PrivateFile { PrivateFile(path: path) }

  /// The file of this path, which need not be there.
  public init(path: String) { self.path = path }

  /// The file of this user.
  public init(of environment: Environment) throws(DataError) {
    guard let file = environment.tokenFile else {
      throw DataError(path: "tokens.json", message: "nowhere to keep tokens: set HOME or XDG_DATA_HOME")
    }
    self = file
  }

  /// Issues a token; gives its text, which is kept nowhere.
  ///
  /// - Parameters:
  ///   - name: what its holder is called.
  ///   - life: how long it is good.
  ///   - budget: what may be spent with it.
  ///   - policy: the one that its holder's requests follow.
  ///   - moment: now.
  /// - Throws: `TokenRefusal`, or `DataError` where the file cannot be read or written.
  public func issue(
    _ name: String, for life: Duration, budget: TokenBudget?, policy: String?, at moment: Timestamp
  ) throws -> (grant: TokenGrant, text: String) {
    try change { try $0.issue(name, for: life, budget: budget, policy: policy, at: moment) }
  }

  /// Takes a token back, by its name or id.
  ///
  /// - Throws: `TokenRefusal`, or `DataError` where the file cannot be read or written.
  public func revoke(_ word: String, at moment: Timestamp) throws -> TokenGrant {
    try change { try $0.revoke(word, at: moment) }
  }

  /// The tokens there are and were not long ago, the latest first.
  public func grants() throws(DataError) -> [TokenGrant] { Array((try register()?.grants ?? []).reversed()) }

  /// The register; nil where no token was ever issued.
  ///
  /// - Throws: a problem that names the file and quotes nothing of it.
  func register() throws(DataError) -> TokenRegister? {
    guard let bytes = try file.contents(limit: Self.mostBytes) else { return nil }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
      throw DataError(
        path: path, message: "others may read the key in it; 'chmod 600 \(path)', and issue the tokens anew")
    }
    guard let register = TokenRegister(bytes) else {
      throw DataError(path: path, message: "holds no tokens of this version of ctxgw; move it away")
    }
    return register
  }

  private func change<Value>(_ body: (inout TokenRegister) throws -> Value) throws -> Value {
    file.makeDirectories()
    let lock = try locked()
    defer { close(lock) }
    var register = try register() ?? TokenRegister()
    let value = try body(&register)
    try file.replace(with: register.json)
    return value
  }

  /// Keeps two commands from losing each other's changes. The lock is the kernel's and falls with the process.
  private func locked() throws(DataError) -> CInt {
    let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw DataError(path: path, message: "cannot be written: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      defer { close(descriptor) }
      throw DataError(path: path, message: "another ctxgw changes it at this moment; try again")
    }
    return descriptor
  }
}

extension Environment {
  /// Where the issued tokens are kept: where the store is as long as no path is given for that. Nil when no variable says
  /// where that is.
  var tokenFile: TokenFile? { dataFile(named: "tokens.json").map(TokenFile.init) }
}
