"""Local servers that speak a vendor's wire format."""
