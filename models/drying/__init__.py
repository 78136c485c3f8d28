"""Drying"""
