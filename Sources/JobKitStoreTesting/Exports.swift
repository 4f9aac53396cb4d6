@_exported import JobKit
@_exported import JobKitTesting
