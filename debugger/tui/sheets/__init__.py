"""Sheets: what stands in a window or in the third column: lists, trees and tables, with their own moving."""
